#include "impls/tests/contract/queue_contract.hpp"

#include <cstddef>
#include <cstdint>

#include "impls/tests/contract/alone.hpp"
#include "impls/tests/contract/queue_model.hpp"
#include "impls/tests/contract/script.hpp"

namespace syncbench {
namespace {

// A queue beside its model.
class ModelledQueue {
 public:
  ModelledQueue(AnyQueue& queue, const QueueTraits& declared, std::size_t capacity)
      : handle_(queue, 0), model_(declared, capacity) {}

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
  Handle<AnyQueue> handle_;
  QueueModel model_;
  std::uint64_t next_ = 0;
};

// Fills to the brim, drains, and tries once more at each end; several rounds.
std::string fills_and_drains(const Erased<AnyQueue>& strategy, std::size_t capacity, Doing& self) {
  const auto queue = make_instance(strategy, {.threads = 1, .capacity = capacity});
  ModelledQueue modelled(*queue, strategy.info.queue, capacity);
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

std::string follows(const Erased<AnyQueue>& strategy, const Script& script, Doing& self, std::uint64_t& operations) {
  const auto queue = make_instance(strategy, {.threads = 1, .capacity = script.capacity});
  ModelledQueue modelled(*queue, strategy.info.queue, script.capacity);
  for (const auto& burst : script.bursts) {
    for (unsigned i = 0; i < burst.count; ++i) {
      self.now(burst.pushes ? "try_push" : "try_pop", ++operations);
      if (const auto wrong = burst.pushes ? modelled.push() : modelled.pop(); !wrong.empty()) return wrong;
    }
  }
  return {};
}

}  // namespace

Finding queue_contract(const Tested<AnyQueue>& tested, const std::string& subject, double scale) {
  Finding finding;
  for (const auto& strategy : tested.tunings) {
    alone(finding, subject, [&](Doing& self) -> std::string {
      for (const std::size_t capacity : {2, 8, 4096}) {
        if (const auto wrong = fills_and_drains(strategy, capacity, self); !wrong.empty()) return wrong;
        finding.operations += 6 * (capacity + 1);
      }
      return {};
    });
    alone(finding, subject, [&](Doing& self) {
      return find_counterexample(scaled(scale, 300), [&](const Script& script) {
        return follows(strategy, script, self, finding.operations);
      });
    });

    // What a thread that is gone has pushed, another one finds.
    const auto queue = make_instance(strategy, {.threads = 2, .capacity = 8});
    alone(finding, subject, [&](Doing&) -> std::string {
      Handle<AnyQueue> handle(*queue, 0);
      return push(handle, 5) ? "" : "refused the first task";
    });
    alone(finding, subject, [&](Doing&) -> std::string {
      Handle<AnyQueue> handle(*queue, 1);
      std::uint64_t task = 0;
      return pop(handle, task) && task == 5 ? "" : "another thread does not find the task";
    });
  }
  return finding;
}

}  // namespace syncbench
