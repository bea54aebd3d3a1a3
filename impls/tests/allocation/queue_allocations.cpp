#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>

#include "impls/every.hpp"
#include "impls/tests/allocation/accepted.hpp"
#include "impls/tests/allocation/allocation.hpp"
#include "impls/tests/allocation/survives.hpp"
#include "impls/tests/contract/queue_model.hpp"
#include "impls/tests/mutants/allocation_mutants.hpp"

namespace syncbench {
namespace {

constexpr std::size_t capacity = 16;

// A queue that is called while memory runs out, beside its model.
class Starved {
 public:
  Starved(std::string subject, AnyQueue& queue, const QueueTraits& declared, Calls& calls)
      : subject_(std::move(subject)), queue_(queue), calls_(calls), handle_(queue, 0), model_(declared, capacity) {}

  // Enough to need new nodes or pages, and to have some freed and made again.
  std::string run(Doing& self) {
    for (const int burst : {40, -30, 300, -320, 5, -3, 20, -30}) {
      for (int i = 0; i < std::abs(burst) && !calls_.ended; ++i) {
        self.now(burst > 0 ? "try_push" : "try_pop", next_);
        if (const auto wrong = burst > 0 ? push() : pop(); !wrong.empty()) return wrong;
      }
    }
    return {};
  }

 private:
  std::string push() {
    const auto task = next_++;
    bool pushed = false;
    const auto wrong = until_through(
        calls_, [&] { pushed = syncbench::push(handle_, task); },
        [&](bool threw) { return threw || !pushed ? after_failure() : "a push went on without memory"; });
    return wrong.empty() && !calls_.ended ? model_.after_push(task, pushed) : wrong;
  }

  std::string pop() {
    auto task = QueueModel::untouched;
    bool popped = false;
    const auto wrong = until_through(
        calls_, [&] { popped = syncbench::pop(handle_, task); },
        [&](bool threw) { return threw ? after_failure() : "a pop went on without memory"; });
    return wrong.empty() && !calls_.ended ? model_.after_pop(task, popped) : wrong;
  }

  // Another thread finds everything as it was. This one does when it goes on.
  std::string after_failure() {
    if (calls_.ended) return {};
    Finding finding;
    alone(finding, subject_ + ", another thread", [&](Doing& self) {
      Handle<AnyQueue> other(queue_, 1);
      std::string wrong;
      if (model_.has_room()) {
        self.now("try_push", next_);
        const auto task = next_++;
        wrong = model_.after_push(task, syncbench::push(other, task));
      }
      self.now("try_pop", next_);
      auto task = QueueModel::untouched;
      const bool popped = syncbench::pop(other, task);
      return wrong.empty() ? model_.after_pop(task, popped) : wrong;
    });
    return finding.detail;
  }

  std::string subject_;
  AnyQueue& queue_;
  Calls& calls_;
  Handle<AnyQueue> handle_;
  QueueModel model_;
  std::uint64_t next_ = 0;
};

Finding judge(const Erased<AnyQueue>& strategy, const std::string& subject) {
  return judge_but_for_accepted(subject, [&](Excused excused) {
    return judge_allocations(strategy, subject, {.threads = 2, .capacity = capacity}, excused,
                             [&](AnyQueue& queue, Doing& self, Calls& calls) {
                               return Starved(subject, queue, strategy.info.queue, calls).run(self);
                             });
  });
}

}  // namespace

void add_queue_allocations(std::vector<Check>& checks) {
  for (const auto& strategy : every_queue()) {
    const auto subject = "queue/" + std::string(strategy.plain.info.name);
    checks.push_back({subject, [=, &strategy = strategy.plain](double) { return judge(strategy, subject); }});
  }
  add_mutants<AllocationMutants<std::uint64_t>>(checks, "queue", []<class Q>(std::type_identity<Q>, double) {
    return judge(erased<AnyQueue, Q>(), "queue mutant");
  });
}

}  // namespace syncbench
