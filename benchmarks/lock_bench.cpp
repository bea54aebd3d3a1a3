// lock/section/<strategy>/threads:T/cs:C/work:W/wait:<policy>/place:P
#include "benchmarks/lock_workload.hpp"
#include "benchmarks/suite.hpp"
#include "impls/availability.hpp"

namespace syncbench {
namespace {

// Steps of work inside and outside of the critical section.
struct Steps {
  unsigned inside, outside;
};

// For every number of threads: nothing but the lock; sections back to back; and with as much between them.
constexpr Steps everywhere[] = {{0, 0}, {64, 0}, {64, 64}};
// The rest of a grid, for as many threads as CPUs.
constexpr Steps grid_only[] = {{0, 64}, {0, 1024}, {64, 1024}, {1024, 0}, {1024, 64}, {1024, 1024}};

template <Lock L>
Row measure(Team& team, Steps steps) {
  auto row = measure_trial<LockWorkload<L>>(team, team.size(), steps.inside, steps.outside);
  row.counters.emplace_back("cs_ns", work_cost_ns(team, steps.inside));
  row.counters.emplace_back("work_ns", work_cost_ns(team, steps.outside));
  return row;
}

template <Lock L>
void register_cell(const Axes& axes, unsigned threads, Steps steps, Place place) {
  const auto name = "lock/section/" + std::string(L::info.name) + "/threads:" + std::to_string(threads) +
                    "/cs:" + std::to_string(steps.inside) + "/work:" + std::to_string(steps.outside) +
                    "/wait:" + std::string(to_string(L::info.lock.waiting)) +
                    "/place:" + std::string(to_string(place));
  register_benchmark(axes, name, to_string(L::info.family), threads, place,
                     [steps](Team& team) { return measure<L>(team, steps); });
}

}  // namespace

void register_locks(const Axes& axes) {
  for_each_type(Locks{}, [&]<class L>(std::type_identity<L>) {
    if (!why_unavailable<L>().empty()) return;
    for (const auto place : axes.places()) {
      for (const auto threads : axes.counter_threads) {
        for (const auto& steps : everywhere) register_cell<L>(axes, threads, steps, place);
        if (threads != axes.topology.usable()) continue;
        for (const auto& steps : grid_only) register_cell<L>(axes, threads, steps, place);
      }
    }
  });
}

}  // namespace syncbench
