// queue/push_pop/<strategy>/shape:PxC/work:W/wait:<policy>/place:P,
// queue/bursts/<strategy>/shape:PxC/work:W/burst:N/wait:<policy>/place:cores, and for queues of one producer and one
// consumer queue/bare/<strategy>/shape:1x1/work:0/wait:<policy>/place:P
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

// Of bursts: after how many pushes a producer does the work of all of them, of so many steps each.
constexpr unsigned burst_lengths[] = {1, 16, 256};
constexpr unsigned burst_steps = 64;

bool has(const std::vector<unsigned>& counts, unsigned count) {
  return std::find(counts.begin(), counts.end(), count) != counts.end();
}

template <class Q, class Wait>
Row measure(Team& team, Shape shape, unsigned steps, unsigned burst = 1) {
  auto row = measure_trial<QueueWorkload<Q, Wait>>(team, shape, steps, burst);
  row.counters.emplace_back("work_ns", work_cost_ns(team, steps));
  return row;
}

template <class Q, class Wait>
void register_bare(const Axes& axes) {
  if (!has(axes.queue_threads, 2)) return;
  for (const auto place : axes.places()) {
    const auto name = "queue/bare/" + std::string(Q::info.name) +
                      "/shape:1x1/work:0/wait:" + std::string(Wait::name) + "/place:" + std::string(to_string(place));
    register_benchmark(axes, name, to_string(Q::info.family), 2, place,
                       [](Team& team) { return measure_trial<BareWorkload<Q, Wait>>(team); });
  }
}

template <class Q, class Wait>
void register_bursts(const Axes& axes) {
  for (const auto threads : sorted_once({2, 4, axes.topology.usable()})) {
    if (threads == 1 || !has(axes.queue_threads, threads)) continue;
    for (const auto& shape : shapes_of(threads)) {
      if (!allows(Q::info.queue, shape)) continue;
      for (const auto burst : burst_lengths) {
        const auto name = "queue/bursts/" + std::string(Q::info.name) + "/shape:" + shape.name() +
                          "/work:" + std::to_string(burst_steps) + "/burst:" + std::to_string(burst) +
                          "/wait:" + std::string(Wait::name) + "/place:cores";
        register_benchmark(axes, name, to_string(Q::info.family), shape.members(), Place::cores,
                           [shape, burst](Team& team) { return measure<Q, Wait>(team, shape, burst_steps, burst); });
      }
    }
  }
}

}  // namespace

void register_queues(const Axes& axes) {
  using Wait = SpinYield;
  for_each_type(Queues<Task>{}, [&]<class Q>(std::type_identity<Q>) {
    if (!why_unavailable<Q>().empty()) return;
    constexpr auto& traits = Q::info.queue;
    if constexpr (traits.producers == Side::one && traits.consumers == Side::one) register_bare<Q, Wait>(axes);
    register_bursts<Q, Wait>(axes);
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
