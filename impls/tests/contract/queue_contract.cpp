#include "impls/tests/contract/queue_contract.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

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

  // As if by single calls: if not all went in, the next one would have been refused.
  std::string push_batch(std::size_t n) {
    std::vector<std::uint64_t> tasks(n);
    for (std::size_t i = 0; i < n; ++i) tasks[i] = next_ + i;
    next_ += n;
    const auto pushed = syncbench::push_batch(handle_, tasks.data(), n);
    if (pushed > n) return "pushed " + std::to_string(pushed) + " of " + std::to_string(n) + " tasks";
    std::string wrong;
    for (std::size_t i = 0; i < pushed && wrong.empty(); ++i) wrong = model_.after_push(tasks[i], true);
    if (wrong.empty() && pushed < n) wrong = model_.after_push(tasks[pushed], false);
    return wrong;
  }

  std::string pop_batch(std::size_t n) {
    std::vector<std::uint64_t> tasks(n, QueueModel::untouched);
    const auto popped = syncbench::pop_batch(handle_, tasks.data(), n);
    if (popped > n) return "popped " + std::to_string(popped) + " tasks where there is room for " + std::to_string(n);
    std::string wrong;
    for (std::size_t i = 0; i < n && wrong.empty(); ++i) {
      if (i <= popped) {
        wrong = model_.after_pop(tasks[i], i < popped);
      } else if (tasks[i] != QueueModel::untouched) {
        wrong = "wrote a task behind those that it popped";
      }
    }
    return wrong;
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

// No task at all, more than there is room for or inside, and all at once, for whoever offers batches.
std::string moves_batches(const Erased<AnyQueue>& strategy, std::size_t capacity, Doing& self) {
  if (!strategy.batches) return {};
  const auto queue = make_instance(strategy, {.threads = 1, .capacity = capacity});
  ModelledQueue modelled(*queue, strategy.info.queue, capacity);
  for (const std::size_t n : {std::size_t{0}, std::size_t{1}, capacity, capacity + 1, 2 * capacity}) {
    for (const bool pushes : {false, true, true, false, false}) {
      self.now(pushes ? "try_push_batch" : "try_pop_batch", n);
      const auto wrong = pushes ? modelled.push_batch(n) : modelled.pop_batch(n);
      if (!wrong.empty()) return wrong + ", in a batch of " + std::to_string(n);
    }
  }
  return {};
}

std::string follows(const Erased<AnyQueue>& strategy, const Script& script, Doing& self, std::uint64_t& operations) {
  const auto queue = make_instance(strategy, {.threads = 1, .capacity = script.capacity});
  ModelledQueue modelled(*queue, strategy.info.queue, script.capacity);
  for (const auto& burst : script.bursts) {
    if (burst.at_once && strategy.batches) {
      self.now(burst.pushes ? "try_push_batch" : "try_pop_batch", operations += burst.count);
      const auto wrong = burst.pushes ? modelled.push_batch(burst.count) : modelled.pop_batch(burst.count);
      if (!wrong.empty()) return wrong;
      continue;
    }
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
        if (const auto wrong = moves_batches(strategy, capacity, self); !wrong.empty()) return wrong;
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
