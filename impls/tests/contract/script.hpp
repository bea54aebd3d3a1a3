// Random scripts of pushes and pops. One that fails is shrunk to the shortest that still does.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace syncbench {

struct Burst {
  bool pushes;
  bool at_once;  // as a batch, if the queue offers any
  unsigned count;
};

struct Script {
  std::size_t capacity;
  std::vector<Burst> bursts;
};

// Runs `scripts` of them, the same in each run, by run(script), which answers what is wrong, or nothing. Returns that
// of the shortest script that fails, together with the script; empty if none does. RC_PARAMS, where it is set, has
// the say instead: it is RapidCheck's variable for seed and number.
std::string find_counterexample(unsigned scripts, const std::function<std::string(const Script&)>& run);

}  // namespace syncbench
