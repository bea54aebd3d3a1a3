// queue/push_pop/<strategy>/shape:PxC/work:0/wait:<policy>/place:cores for the policies that queue_bench.cpp has not, as
// many threads as CPUs and more: what waiting costs where threads get in each other's way.
#include <algorithm>
#include <string>

#include "benchmarks/queue_workload.hpp"
#include "benchmarks/representatives.hpp"
#include "benchmarks/suite.hpp"
#include "impls/wait/park.hpp"
#include "impls/wait/spin.hpp"

namespace syncbench {
namespace {

template <class Q, class Wait>
void register_policy(const Axes& axes) {
  const auto cpus = axes.topology.usable();
  for (const auto threads : {cpus, 2 * cpus, 4 * cpus}) {
    const Shape shape{threads / 2, threads / 2};
    const bool measured =
        std::find(axes.queue_threads.begin(), axes.queue_threads.end(), threads) != axes.queue_threads.end();
    if (threads % 2 != 0 || !measured || !allows(Q::info.queue, shape)) continue;
    const auto name = "queue/push_pop/" + std::string(Q::info.name) + "/shape:" + shape.name() +
                      "/work:0/wait:" + std::string(Wait::name) + "/place:cores";
    register_benchmark(axes, name, to_string(Q::info.family), shape.members(), Place::cores,
                       [shape](Team& team) { return measure_trial<QueueWorkload<Q, Wait>>(team, shape, 0U); });
  }
}

}  // namespace

void register_waiting(const Axes& axes) {
  for_each_type(RepresentativeQueues<Task>{}, [&]<class Q>(std::type_identity<Q>) {
    register_policy<Q, Spin>(axes);
    register_policy<Q, Park>(axes);
  });
}

}  // namespace syncbench
