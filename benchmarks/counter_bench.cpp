// counter/add/<strategy>/threads:T/work:W/place:P
#include "benchmarks/counter_workload.hpp"
#include "benchmarks/suite.hpp"
#include "impls/availability.hpp"

namespace syncbench {
namespace {

// Steps of private work between additions: from none to far more than any addition costs.
constexpr unsigned work_steps[] = {0, 16, 64, 256, 1024, 4096};

template <Counter C>
Row measure(Team& team, unsigned steps) {
  auto row = measure_trial<CounterWorkload<C>>(team, team.size(), steps);
  row.counters.emplace_back("work_ns", work_cost_ns(team, steps));
  return row;
}

}  // namespace

void register_counters(const Axes& axes) {
  for_each_type(Counters{}, [&]<class C>(std::type_identity<C>) {
    if (!why_unavailable<C>().empty()) return;
    for (const auto place : axes.places()) {
      for (const auto threads : axes.counter_threads) {
        for (const auto steps : work_steps) {
          const auto name = "counter/add/" + std::string(C::info.name) + "/threads:" + std::to_string(threads) +
                            "/work:" + std::to_string(steps) + "/place:" + std::string(to_string(place));
          register_benchmark(axes, name, to_string(C::info.family), threads, place,
                             [steps](Team& team) { return measure<C>(team, steps); });
        }
      }
    }
  });
}

}  // namespace syncbench
