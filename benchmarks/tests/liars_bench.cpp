// A sync_bench of which one counter is honest, one loses additions and one hangs. They go under names of the
// catalogue, as a strategy of ours would that went wrong.
#include "benchmarks/counter_workload.hpp"
#include "benchmarks/tests/liars.hpp"
#include "benchmarks/tests/recorded.hpp"

namespace syncbench {
namespace {

template <class C>
void add_as(const std::string& strategy, const Axes& axes) {
  for (const auto threads : axes.counter_threads) {
    const auto name = "counter/add/" + strategy + "/threads:" + std::to_string(threads) + "/work:0/place:cores";
    register_benchmark(axes, name, to_string(C::info.family), threads, Place::cores,
                       [](Team& team) { return measure_trial<CounterWorkload<C>>(team, team.size(), 0U); });
  }
}

void register_liars(const Axes& axes) {
  add_as<FetchAddCounter<>>("fetch_add", axes);
  add_as<LossyCounter>("cas_loop", axes);
  add_as<StuckCounter>("mutex", axes);
}

}  // namespace
}  // namespace syncbench

int main(int argc, char** argv) {
  using namespace syncbench;
  return run_program(argc, argv, {register_liars},
                     {recorded_counter<FetchAddCounter<>>("fetch_add"), recorded_counter<LossyCounter>("cas_loop"),
                      recorded_counter<StuckCounter>("mutex")});
}
