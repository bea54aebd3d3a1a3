// queue/memory/<strategy>/shape:1/work:0/place:cores: how many bytes of memory a task in the queue costs.
#include <string>

#include "benchmarks/harness/floor.hpp"
#include "benchmarks/memory.hpp"
#include "benchmarks/suite.hpp"
#include "impls/every.hpp"

namespace syncbench {
namespace {

// So many that the pages at the edges hardly count: a page more or less is an eighth of a byte a task. Not twice as
// many, since some queues have no room for more than 65,535.
constexpr std::size_t tasks = 32768;

Row measure(const Erased<AnyQueue>& strategy, Team& team) {
  const auto floor_before = probe_floor(team);  // frees a hundred bytes, which does not matter
  Weight weight;
  team.run(1, "weigh", [&](unsigned) { weight = weigh(strategy, tasks); });
  return {.ops_per_s = tasks / weight.fill_s,
          .counters = {{"bytes_per_task", weight.bytes / tasks},
                       {"team", team.size()},
                       {"cpus", team.cpus()},
                       {"floor_before_ns", floor_before},
                       {"floor_after_ns", probe_floor(team)}},
          .error = weight.error};
}

}  // namespace

void register_memory(const Axes& axes) {
  if (!anonymous_bytes()) return;
  for (const auto& [strategy, jittered] : every_queue()) {
    const auto name = "queue/memory/" + std::string(strategy.info.name) + "/shape:1/work:0/place:cores";
    register_benchmark(axes, name, to_string(strategy.info.family), 1, Place::cores,
                       [&strategy = strategy](Team& team) { return measure(strategy, team); });
  }
}

}  // namespace syncbench
