// moodycamel's ConcurrentQueue, with a token for each thread.
//
// Algorithm:   each producer has a sub-queue of its own, a chain of blocks of 32 tasks; a consumer takes a position
//              in one by two counters, and goes on to the next sub-queue after a while or when it finds nothing.
// Consistency: per-producer FIFO, unbounded; between producers there is no order. "empty" is not strict: the
//              sub-queues are looked at one after the other.
// Progress:    declared lock-free; but for the allocator.
// Cost:        uncontended push = 1 store-release, pop = 2 atomic additions, for a task or for a batch; allocates blocks
//              when more than `capacity` tasks of one producer are inside, and the sub-queue at a thread's first push.
// Source:      Desrochers, github.com/cameron314/concurrentqueue (Debian: 1.0.3), and "A Fast General Purpose
//              Lock-Free Queue for C++", moodycamel.com, 2014.
#pragma once

#include <concurrentqueue/concurrentqueue.h>

#include <cstddef>
#include <new>
#include <optional>

#include "impls/info.hpp"
#include "impls/instance.hpp"

namespace syncbench {

template <class T>
class MoodycamelQueue {
  using Queue = moodycamel::ConcurrentQueue<T>;

 public:
  static constexpr Info info{.name = "moodycamel_queue",
                             .family = Family::lock_free,
                             .source = Source::moodycamel,
                             .progress = Progress::lock_free,
                             .queue = {.order = Order::per_producer_fifo, .bounded = false, .strict_empty = false}};

  // The sub-queue of a thread that is gone is handed to the next one that asks for a token, with what is still in it.
  struct Local {
    Local(MoodycamelQueue& queue, unsigned /*thread*/) : consumer(queue.queue_) {}

    // Made by the first push: each one is a sub-queue that consumers look into.
    std::optional<moodycamel::ProducerToken> producer;
    moodycamel::ConsumerToken consumer;
  };

  // Blocks for `capacity` tasks of each thread, and no producers without a token.
  explicit MoodycamelQueue(const Limits& limits) : queue_(limits.capacity, limits.threads, 0) {}

  bool try_push(const T& task, Local& local) {
    // The library answers false when there is no memory, which is not "full".
    if (!queue_.enqueue(token(local), task)) throw std::bad_alloc();
    return true;
  }

  bool try_pop(T& task, Local& local) { return queue_.try_dequeue(local.consumer, task); }

  // Always n. Throws std::bad_alloc, and then nothing has changed.
  std::size_t try_push_batch(const T* tasks, std::size_t n, Local& local) {
    if (n == 0) return 0;
    if (!queue_.enqueue_bulk(token(local), tasks, n)) throw std::bad_alloc();
    return n;
  }

  std::size_t try_pop_batch(T* tasks, std::size_t n, Local& local) {
    return queue_.try_dequeue_bulk(local.consumer, tasks, n);
  }

 private:
  moodycamel::ProducerToken& token(Local& local) {
    if (!local.producer) {
      local.producer.emplace(queue_);
      if (!local.producer->valid()) {
        local.producer.reset();
        throw std::bad_alloc();
      }
    }
    return *local.producer;
  }

  Queue queue_;
};

}  // namespace syncbench
