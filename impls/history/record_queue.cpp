#include "impls/history/record_queue.hpp"

#include <cstdint>
#include <thread>
#include <utility>
#include <vector>

#include "impls/history/stamp.hpp"
#include "impls/watchdog/crowd.hpp"

namespace syncbench {
namespace {

// Distinct, and none is 0: what an untouched slot may hold is nobody's value.
std::uint64_t value_of(unsigned thread, unsigned number) { return std::uint64_t{thread + 1} << 32 | number; }

// A word for each task, which its producer writes before the push and its consumer reads after the pop. They are no
// atomics: ThreadSanitizer sees where a queue does not order the two, even if the right word is read.
class Words {
 public:
  Words(unsigned threads, unsigned calls) : words_(threads, std::vector<std::uint64_t>(calls + std::size_t{1})) {}

  void write(unsigned thread, unsigned number) { words_[thread][number] = ~value_of(thread, number); }

  // Of what nobody can have pushed there is no word: it is not fresh, which is another promise.
  bool is_written(std::uint64_t value) const {
    const auto thread = (value >> 32) - 1, number = value & 0xffff'ffff;
    return thread >= words_.size() || number >= words_[thread].size() || words_[thread][number] == ~value;
  }

 private:
  std::vector<std::vector<std::uint64_t>> words_;
};

// What one thread does to the queue, and has seen of it.
class QueueRecorder {
 public:
  QueueRecorder(AnyQueue& queue, unsigned thread, Words& words, std::size_t calls)
      : handle_(queue, thread), thread_(thread), words_(words) {
    history.reserve(calls);
  }

  // The word is written and read within the call's stamps: they are fences, and would order what the queue must.
  QueueCall push(unsigned number) {
    const auto value = value_of(thread_, number);
    const auto start = now();
    words_.write(thread_, number);
    const bool done = syncbench::push(handle_, value);
    history.push_back({done ? QueueCall::push : QueueCall::full, thread_, value, start, now()});
    return history.back().call;
  }

  QueueCall pop() {
    std::uint64_t value = 0;
    const auto start = now();
    const bool done = syncbench::pop(handle_, value);
    const bool ready = !done || words_.is_written(value);
    history.push_back({done ? QueueCall::pop : QueueCall::empty, thread_, value, start, now()});
    if (!ready) too_early.push_back(history.back());
    return history.back().call;
  }

  QueueHistory history;
  QueueHistory too_early;  // the pops among them whose word was not there

 private:
  Handle<AnyQueue> handle_;
  unsigned thread_;
  Words& words_;
};

}  // namespace

QueueRun record_queue(const Erased<AnyQueue>& strategy, const Plan& plan, QueueShape shape, std::size_t capacity) {
  const auto threads = shape.threads();
  Words words(threads, plan.calls);
  return with_instance(strategy, plan, {.threads = threads + 1, .capacity = capacity}, [&](AnyQueue& queue) {
    std::vector<QueueHistory> of_threads(threads + 1), too_early(threads + 1);
    const auto keep = [&](unsigned thread, QueueRecorder& own) {
      of_threads[thread] = std::move(own.history);
      too_early[thread] = std::move(own.too_early);
    };
    run_together(plan.name, threads, [&](unsigned thread, Doing& doing) {
      QueueRecorder own(queue, thread, words, plan.calls);
      for (Turns turns(plan, thread); turns.next();) {
        const auto number = turns.number();
        // One thread alone leans one way for a while, so that it meets both ends.
        const bool pushes =
            shape.consumers == 0 ? (number % 4 == 0) == (number / 64 % 2 == 1) : thread < shape.producers;
        doing.now(pushes ? "try_push" : "try_pop", number);
        const auto answer = pushes ? own.push(number) : own.pop();
        // The other side's turn: without it a thread repeats a refusal until the system takes its CPU away.
        if (answer == QueueCall::full || answer == QueueCall::empty) std::this_thread::yield();
      }
      keep(thread, own);
    });
    auto most = joined(of_threads).size() + 1;
    run_alone(plan, "draining", [&] {
      QueueRecorder own(queue, threads, words, 0);
      while (own.pop() != QueueCall::empty && --most != 0) {
      }
      keep(threads, own);
    });

    QueueRun run{joined(of_threads), {}};
    for (const auto& pop : joined(too_early)) {
      run.handed_over.breach([&] { return describe(pop, origin_of(run.history)); });
    }
    return run;
  });
}

}  // namespace syncbench
