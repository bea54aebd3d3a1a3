// queue/push_pop/<strategy>/shape:PxC/work:W/wait:<policy>/place:P, and for queues of one producer and one consumer
// queue/bare/<strategy>/shape:1x1/work:0/wait:<policy>/place:P
#include <algorithm>
#include <string>

#include "benchmarks/bare_workload.hpp"
#include "benchmarks/queue_workload.hpp"
#include "benchmarks/shapes.hpp"
#include "benchmarks/suite.hpp"
#include "impls/availability.hpp"
#include "impls/wait/spin_yield.hpp"

namespace syncbench {
namespace {

// Steps of private work after each push and each pop.
constexpr unsigned work_steps[] = {0, 64, 1024};

template <class Q, class Wait>
Row measure(Team& team, Shape shape, unsigned steps) {
  auto row = measure_trial<QueueWorkload<Q, Wait>>(team, shape, steps);
  row.counters.emplace_back("work_ns", work_cost_ns(team, steps));
  return row;
}

template <class Q, class Wait>
void register_bare(const Axes& axes) {
  if (std::find(axes.queue_threads.begin(), axes.queue_threads.end(), 2U) == axes.queue_threads.end()) return;
  for (const auto place : axes.places()) {
    const auto name = "queue/bare/" + std::string(Q::info.name) +
                      "/shape:1x1/work:0/wait:" + std::string(Wait::name) + "/place:" + std::string(to_string(place));
    register_benchmark(axes, name, to_string(Q::info.family), 2, place,
                       [](Team& team) { return measure_trial<BareWorkload<Q, Wait>>(team); });
  }
}

}  // namespace

void register_queues(const Axes& axes) {
  using Wait = SpinYield;
  for_each_type(Queues<Task>{}, [&]<class Q>(std::type_identity<Q>) {
    if (!why_unavailable<Q>().empty()) return;
    constexpr auto& traits = Q::info.queue;
    if constexpr (traits.producers == Side::one && traits.consumers == Side::one) register_bare<Q, Wait>(axes);
    for (const auto place : axes.places()) {
      for (const auto threads : axes.queue_threads) {
        for (const auto& shape : shapes_of(threads)) {
          if (!allows(Q::info.queue, shape)) continue;
          for (const auto steps : work_steps) {
            const auto name = "queue/push_pop/" + std::string(Q::info.name) + "/shape:" + shape.name() +
                              "/work:" + std::to_string(steps) + "/wait:" + std::string(Wait::name) +
                              "/place:" + std::string(to_string(place));
            register_benchmark(axes, name, to_string(Q::info.family), shape.members(), place,
                               [shape, steps](Team& team) { return measure<Q, Wait>(team, shape, steps); });
          }
        }
      }
    }
  });
}

}  // namespace syncbench
