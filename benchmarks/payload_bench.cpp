// queue/payload/<strategy>/shape:PxC/work:0/payload:N/wait:<policy>/place:cores: tasks of N bytes, N = 8 being a task
// as everywhere else.
#include <cstddef>
#include <string>
#include <type_traits>

#include "benchmarks/few_shapes.hpp"
#include "benchmarks/payload.hpp"
#include "benchmarks/queue_workload.hpp"
#include "benchmarks/representatives.hpp"
#include "benchmarks/suite.hpp"
#include "impls/availability.hpp"
#include "impls/wait/spin_yield.hpp"

namespace syncbench {
namespace {

template <class Q>
void register_size(const Axes& axes, std::size_t bytes) {
  using Wait = SpinYield;
  if (!why_unavailable<Q>().empty()) return;
  for (const auto& shape : few_shapes(axes)) {
    if (!allows(Q::info.queue, shape)) continue;
    const auto name = "queue/payload/" + std::string(Q::info.name) + "/shape:" + shape.name() +
                      "/work:0/payload:" + std::to_string(bytes) + "/wait:" + std::string(Wait::name) +
                      "/place:cores";
    register_benchmark(axes, name, to_string(Q::info.family), shape.members(), Place::cores,
                       [shape](Team& team) { return measure_trial<QueueWorkload<Q, Wait>>(team, shape, 0U); });
  }
}

template <std::size_t bytes>
void register_payloads(const Axes& axes) {
  using P = Payload<bytes>;
  static_assert(sizeof(P) == bytes);
  for_each_type(RepresentativeQueues<P>{},
                [&]<class Q>(std::type_identity<Q>) { register_size<Carrying<Q, P>>(axes, bytes); });
}

}  // namespace

void register_payload(const Axes& axes) {
  for_each_type(RepresentativeQueues<Task>{},
                [&]<class Q>(std::type_identity<Q>) { register_size<Q>(axes, sizeof(Task)); });
  register_payloads<64>(axes);
  register_payloads<256>(axes);
}

}  // namespace syncbench
