// What a work queue promises a thread that has it for itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "impls/instance.hpp"
#include "impls/tests/contract/alone.hpp"
#include "impls/tests/contract/queue_model.hpp"
#include "impls/tests/contract/script.hpp"
#include "impls/tests/contract/smallest.hpp"

namespace syncbench {

template <class Q>
bool push(Handle<Q>& handle, std::uint64_t task) {
  return handle.call([&](auto& queue, auto&... local) { return queue.try_push(task, local...); });
}

template <class Q>
bool pop(Handle<Q>& handle, std::uint64_t& task) {
  return handle.call([&](auto& queue, auto&... local) { return queue.try_pop(task, local...); });
}

// A queue beside its model.
template <class Q>
class ModelledQueue {
 public:
  ModelledQueue(Q& queue, std::size_t capacity) : handle_(queue, 0), model_(Q::info.queue, capacity) {}

  // What is wrong with the answer, or nothing.
  std::string push() {
    const auto task = next_++;
    return model_.after_push(task, syncbench::push(handle_, task));
  }

  std::string pop() {
    auto task = QueueModel::untouched;
    const bool popped = syncbench::pop(handle_, task);
    return model_.after_pop(task, popped);
  }

 private:
  Handle<Q> handle_;
  QueueModel model_;
  std::uint64_t next_ = 0;
};

// Fills to the brim, drains, and tries once more at each end; several rounds.
template <class Q>
std::string fills_and_drains(std::size_t capacity, Doing& self) {
  const auto queue = make_instance<Q>({.threads = 1, .capacity = capacity});
  ModelledQueue<Q> modelled(*queue, capacity);
  for (unsigned round = 0; round < 3; ++round) {
    for (std::size_t i = 0; i <= capacity; ++i) {
      self.now("try_push", i);
      if (const auto wrong = modelled.push(); !wrong.empty()) return wrong + ", in round " + std::to_string(round);
    }
    for (std::size_t i = 0; i <= capacity + 1; ++i) {
      self.now("try_pop", i);
      if (const auto wrong = modelled.pop(); !wrong.empty()) return wrong + ", in round " + std::to_string(round);
    }
  }
  return {};
}

template <class Q>
std::string follows(const Script& script, Doing& self, std::uint64_t& operations) {
  const auto queue = make_instance<Q>({.threads = 1, .capacity = script.capacity});
  ModelledQueue<Q> modelled(*queue, script.capacity);
  for (const auto& burst : script.bursts) {
    for (unsigned i = 0; i < burst.count; ++i) {
      self.now(burst.pushes ? "try_push" : "try_pop", ++operations);
      if (const auto wrong = burst.pushes ? modelled.push() : modelled.pop(); !wrong.empty()) return wrong;
    }
  }
  return {};
}

// Q is a work queue of std::uint64_t.
template <class Q>
Finding queue_contract(const std::string& subject, double scale) {
  Finding finding;
  at_each_tuning<Q>([&]<class S>(std::type_identity<S>) {
    alone(finding, subject, [&](Doing& self) -> std::string {
      for (const std::size_t capacity : {2, 8, 4096}) {
        if (const auto wrong = fills_and_drains<S>(capacity, self); !wrong.empty()) return wrong;
        finding.operations += 6 * (capacity + 1);
      }
      return {};
    });
    alone(finding, subject, [&](Doing& self) {
      return find_counterexample(scaled(scale, 300),
                                 [&](const Script& script) { return follows<S>(script, self, finding.operations); });
    });

    // What a thread that is gone has pushed, another one finds.
    const auto queue = make_instance<S>({.threads = 2, .capacity = 8});
    alone(finding, subject, [&](Doing&) -> std::string {
      Handle<S> handle(*queue, 0);
      return push(handle, 5) ? "" : "refused the first task";
    });
    alone(finding, subject, [&](Doing&) -> std::string {
      Handle<S> handle(*queue, 1);
      std::uint64_t task = 0;
      return pop(handle, task) && task == 5 ? "" : "another thread does not find the task";
    });
  });
  return finding;
}

}  // namespace syncbench
