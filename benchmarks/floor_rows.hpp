// What the floors share: a loop around one operation, and the row of what it took.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

#include "benchmarks/harness/registry.hpp"

namespace syncbench {

// How long a floor measures.
inline constexpr auto floor_length = std::chrono::milliseconds(20);

inline double ns_between(Clock::time_point start, Clock::time_point end) {
  return std::chrono::duration<double, std::nano>(end - start).count();
}

template <class Values>
double median(Values values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// Only what was measured: there is no window, so no overlap or start skew either.
inline Row row_of_ns(double ns, const Team& team, std::optional<double> floor_before,
                     std::optional<double> floor_after) {
  return {.ops_per_s = 1e9 / ns,
          .counters = {{"team", team.size()},
                       {"cpus", team.cpus()},
                       {"floor_before_ns", floor_before},
                       {"floor_after_ns", floor_after}},
          .error = {}};
}

// Repeats op() on member 0 for `floor_length`, nothing but a loop around it. The median of runs of a few
// microseconds, in which the clock's own cost vanishes: a run that was interrupted does not count.
template <class Op>
Row time_loop(Team& team, Op op, unsigned ops_a_run = 4096) {
  const auto floor_before = probe_floor(team);
  double ns = 0;
  team.run(1, "loop", [&](unsigned) {
    std::vector<double> runs;
    const auto until = Clock::now() + floor_length;
    for (auto start = Clock::now(); start < until;) {
      for (unsigned i = 0; i < ops_a_run; ++i) op();
      const auto end = Clock::now();
      runs.push_back(ns_between(start, end) / ops_a_run);
      start = Clock::now();
    }
    ns = median(runs);
  });
  return row_of_ns(ns, team, floor_before, probe_floor(team));
}

}  // namespace syncbench
