// queue/batch/<strategy>/shape:PxC/work:0/batch:N/wait:<policy>/place:cores: up to N tasks a call, of the queues that
// offer it. With N = 1 it is the same call for one task, so the settings differ in nothing else.
#include <cstddef>
#include <string>
#include <type_traits>

#include "benchmarks/batch_workload.hpp"
#include "benchmarks/few_shapes.hpp"
#include "benchmarks/suite.hpp"
#include "impls/availability.hpp"
#include "impls/wait/spin_yield.hpp"

namespace syncbench {
namespace {

constexpr std::size_t sizes[] = {1, 8, 64};

template <class Q>
void register_queue(const Axes& axes) {
  using Wait = SpinYield;
  using Workload = BatchWorkload<Q, Wait>;
  if (!why_unavailable<Q>().empty()) return;
  for (const auto& shape : few_shapes(axes)) {
    if (!allows(Q::info.queue, shape)) continue;
    for (const auto size : sizes) {
      const auto name = "queue/batch/" + std::string(Q::info.name) + "/shape:" + shape.name() +
                        "/work:0/batch:" + std::to_string(size) + "/wait:" + std::string(Wait::name) + "/place:cores";
      register_benchmark(axes, name, to_string(Q::info.family), shape.members(), Place::cores,
                         [shape, size](Team& team) { return measure_trial<Workload>(team, shape, size); });
    }
  }
}

}  // namespace

void register_batch(const Axes& axes) {
  static_assert(sizes[std::size(sizes) - 1] <= BatchWorkload<LockedRing<MutexLock, Task>, SpinYield>::most);
  for_each_type(Queues<Task>{}, [&]<class Q>(std::type_identity<Q>) {
    if constexpr (BatchQueue<Q, Task>) register_queue<Q>(axes);
  });
}

}  // namespace syncbench
