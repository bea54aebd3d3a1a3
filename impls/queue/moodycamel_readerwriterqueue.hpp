// moodycamel's ReaderWriterQueue, by the calls that never allocate.
//
// Algorithm:   a circle of blocks, each a ring of Lamport's with a copy of the other side's index; the producer goes
//              on to the next block when its own is full, the consumer when its own is empty.
// Consistency: linearizable, strict FIFO, bounded; one producer and one consumer. There is room for at least
//              `capacity` tasks: up to twice as many in a single block, about an eighth more in several.
// Progress:    declared wait-free, as nothing is allocated.
// Cost:        push or pop = 1 to 2 loads + 1 store, with fences; no allocation after construction.
// Source:      Desrochers, github.com/cameron314/readerwriterqueue (Debian: 1.0.6), and "A Fast Lock-Free Queue for
//              C++", moodycamel.com, 2013.
#pragma once

#include <readerwriterqueue/readerwriterqueue.h>

#include "impls/info.hpp"
#include "impls/instance.hpp"

namespace syncbench {

template <class T>
class MoodycamelReaderwriterqueue {
 public:
  static constexpr Info info{.name = "moodycamel_readerwriterqueue",
                             .family = Family::lock_free,
                             .source = Source::moodycamel,
                             .progress = Progress::wait_free,
                             .queue = {.order = Order::strict_fifo,
                                       .producers = Side::one,
                                       .consumers = Side::one,
                                       .bounded = true,
                                       .exact_capacity = false}};

  explicit MoodycamelReaderwriterqueue(const Limits& limits) : queue_(limits.capacity) {}

  bool try_push(const T& task) { return queue_.try_enqueue(task); }
  bool try_pop(T& task) { return queue_.try_dequeue(task); }

 private:
  moodycamel::ReaderWriterQueue<T> queue_;
};

}  // namespace syncbench
