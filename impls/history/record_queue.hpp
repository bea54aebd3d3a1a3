// Runs a work queue and returns the history of the run.
#pragma once

#include <cstddef>
#include <string>

#include "impls/erased.hpp"
#include "impls/history/promise.hpp"
#include "impls/history/queue_history.hpp"
#include "impls/history/record.hpp"

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

// The drain is one more thread's: it pops until the queue says that it is empty, or has given out more than ever went
// in.
QueueRun record_queue(const Erased<AnyQueue>& strategy, const Plan& plan, QueueShape shape, std::size_t capacity);

}  // namespace syncbench
