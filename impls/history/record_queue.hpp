// Runs a work queue and returns the history of the run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "impls/history/promise.hpp"
#include "impls/history/queue_history.hpp"
#include "impls/history/record.hpp"
#include "impls/history/stamp.hpp"
#include "impls/instance.hpp"
#include "impls/watchdog/crowd.hpp"

namespace syncbench {

// How many threads push and how many pop; with no consumer one thread does both in turn.
struct QueueShape {
  unsigned producers, consumers;

  unsigned threads() const noexcept { return producers + consumers; }
  std::string text() const {
    return consumers == 0 ? "1" : std::to_string(producers) + "x" + std::to_string(consumers);
  }
};

struct QueueRun {
  QueueHistory history;
  Promise handed_over;  // with a task its consumer has what the producer wrote before the push
};

namespace detail {

// Distinct, and none is 0: what an untouched slot may hold is nobody's value.
inline std::uint64_t value_of(unsigned thread, unsigned number) { return std::uint64_t{thread + 1} << 32 | number; }

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
template <class Q>
class QueueRecorder {
 public:
  QueueRecorder(Q& queue, unsigned thread, Words& words, std::size_t calls)
      : handle_(queue, thread), thread_(thread), words_(words) {
    history.reserve(calls);
  }

  // The word is written and read within the call's stamps: they are fences, and would order what the queue must.
  QueueCall push(unsigned number) {
    const auto value = value_of(thread_, number);
    const auto start = now();
    words_.write(thread_, number);
    const bool done = handle_.call([&](auto& queue, auto&... local) { return queue.try_push(value, local...); });
    history.push_back({done ? QueueCall::push : QueueCall::full, thread_, value, start, now()});
    return history.back().call;
  }

  QueueCall pop() {
    std::uint64_t value = 0;
    const auto start = now();
    const bool done = handle_.call([&](auto& queue, auto&... local) { return queue.try_pop(value, local...); });
    const bool ready = !done || words_.is_written(value);
    history.push_back({done ? QueueCall::pop : QueueCall::empty, thread_, value, start, now()});
    if (!ready) too_early.push_back(history.back());
    return history.back().call;
  }

  QueueHistory history;
  QueueHistory too_early;  // the pops among them whose word was not there

 private:
  Handle<Q> handle_;
  unsigned thread_;
  Words& words_;
};

}  // namespace detail

// Q is a work queue of std::uint64_t. The drain is one more thread's: it pops until the queue says that it is empty,
// or has given out more than ever went in.
template <class Q>
QueueRun record_queue(const Plan& plan, QueueShape shape, std::size_t capacity) {
  const auto threads = shape.threads();
  detail::Words words(threads, plan.calls);
  return with_instance<Q>(plan, {.threads = threads + 1, .capacity = capacity}, [&](Q& queue) {
    std::vector<QueueHistory> of_threads(threads + 1), too_early(threads + 1);
    const auto keep = [&](unsigned thread, detail::QueueRecorder<Q>& own) {
      of_threads[thread] = std::move(own.history);
      too_early[thread] = std::move(own.too_early);
    };
    run_together(plan.name, threads, [&](unsigned thread, Doing& doing) {
      detail::QueueRecorder<Q> own(queue, thread, words, plan.calls);
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
      detail::QueueRecorder<Q> own(queue, threads, words, 0);
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
