// What the threads saw of a queue: every call, its answer, and the stamps around it.
//
// A history is complete: all threads were joined, then the queue was drained, and the drain's pops are in it. No
// value is pushed twice. The order in the vector means nothing. Of two operations one is before the other if its
// finish is strictly below the other's start; else they overlap.
#pragma once

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "impls/history/promise.hpp"
#include "impls/history/stamp.hpp"

namespace syncbench {

// `full` is a push that was refused, `empty` a pop that was.
enum class QueueCall : std::uint8_t { push, full, pop, empty };

struct QueueOperation {
  QueueCall call;
  std::uint32_t thread;
  std::uint64_t value;  // of push and pop
  Stamp start, finish;
};

using QueueHistory = std::vector<QueueOperation>;

inline std::string describe(const QueueOperation& operation, Stamp origin) {
  const auto said = [&]() -> std::string {
    switch (operation.call) {
      case QueueCall::push: return "pushed " + std::to_string(operation.value);
      case QueueCall::full: return "was told \"full\"";
      case QueueCall::pop: return "popped " + std::to_string(operation.value);
      case QueueCall::empty: return "was told \"empty\"";
    }
    return "?";
  };
  return "thread " + std::to_string(operation.thread) + " " + said() + " in " +
         interval(operation.start, operation.finish, origin);
}

// One value's way through the queue.
struct Passage {
  std::uint64_t value;
  std::uint32_t producer, consumer;
  Stamp push_start, push_finish;
  Stamp pop_start, pop_finish;  // `never` if it is still inside
};

inline std::string describe(const Passage& passage, Stamp origin) {
  return std::to_string(passage.value) + " (pushed by thread " + std::to_string(passage.producer) + " in " +
         interval(passage.push_start, passage.push_finish, origin) +
         (passage.pop_start == never ? ", not popped"
                                     : ", popped by thread " + std::to_string(passage.consumer) + " in " +
                                           interval(passage.pop_start, passage.pop_finish, origin)) +
         ")";
}

struct Passages {
  std::vector<Passage> all;  // of every value that was pushed, by value; the first pop counts
  Promise fresh;             // nothing is popped that was not pushed before
  Promise repeated;          // nothing is popped twice
};

// Throws std::invalid_argument if a value is pushed twice.
inline Passages passages_of(const QueueHistory& history) {
  const auto origin = origin_of(history);
  std::vector<const QueueOperation*> moves;
  for (const auto& operation : history) {
    if (operation.call == QueueCall::push || operation.call == QueueCall::pop) moves.push_back(&operation);
  }
  // By value, its push before its pops.
  std::sort(moves.begin(), moves.end(), [](const auto* a, const auto* b) {
    if (a->value != b->value) return a->value < b->value;
    if (a->call != b->call) return a->call == QueueCall::push;
    return a->start < b->start;
  });
  Passages found;
  const QueueOperation* before = nullptr;
  for (const auto* move : moves) {
    const bool known = before != nullptr && before->value == move->value;
    before = move;
    if (move->call == QueueCall::push) {
      if (known) throw std::invalid_argument("a history pushes " + std::to_string(move->value) + " twice");
      found.all.push_back({move->value, move->thread, 0, move->start, move->finish, never, never});
    } else if (found.all.empty() || found.all.back().value != move->value) {
      found.fresh.breach([&] { return describe(*move, origin) + ", which nobody pushed"; });
    } else if (auto& passage = found.all.back(); passage.pop_start != never) {
      found.repeated.breach([&] { return describe(*move, origin) + " again: " + describe(passage, origin); });
    } else {
      passage.consumer = move->thread;
      passage.pop_start = move->start;
      passage.pop_finish = move->finish;
      if (move->finish < passage.push_start) {
        found.fresh.breach([&] { return "popped before it was pushed: " + describe(passage, origin); });
      }
    }
  }
  return found;
}

}  // namespace syncbench
