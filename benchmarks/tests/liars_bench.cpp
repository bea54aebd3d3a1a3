// A sync_bench of one honest counter and two that go wrong.
#include "benchmarks/counter_workload.hpp"
#include "benchmarks/harness/registry.hpp"
#include "benchmarks/tests/liars.hpp"

namespace syncbench {
namespace {

template <class C>
void add(const Axes& axes) {
  for (const auto threads : axes.counter_threads) {
    const auto name =
        "counter/add/" + std::string(C::info.name) + "/threads:" + std::to_string(threads) + "/work:0/place:cores";
    register_benchmark(axes, name, to_string(C::info.family), threads, Place::cores, [](Team& team) {
      CounterWorkload<C> workload(team.size(), 0);
      return Row{run_trial(team, workload), {}};
    });
  }
}

void register_liars(const Axes& axes) {
  add<FetchAddCounter<>>(axes);
  add<LossyCounter>(axes);
  add<StuckCounter>(axes);
}

}  // namespace
}  // namespace syncbench

int main(int argc, char** argv) { return syncbench::run_program(argc, argv, {syncbench::register_liars}); }
