// Work queue: a std::deque under any lock, with a condition variable for those who want to wait.
//
// Algorithm:   lock, change the deque, unlock; a push then notifies one waiter. pop() waits for a task.
// Consistency: linearizable, strict FIFO, unbounded; "empty" is strict.
// Progress:    blocking, whatever the lock.
// Cost:        one uncontended lock and unlock, and a notification even if nobody waits: std::condition_variable_any takes
//              a mutex of its own for it. Allocates a block of the deque every few tasks.
// Source:      folklore; C++20 [thread.condition.condvarany], [deque].
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>

#include "impls/adapters/name.hpp"
#include "impls/cache_line.hpp"
#include "impls/info.hpp"
#include "impls/lock.hpp"

namespace syncbench {

// The lock needs no Local: the condition variable would not pass it on.
template <Lock L, class T>
requires LocksAlone<L>
class alignas(cache_line) LockedDeque {
 public:
  static constexpr Info info{.name = suffixed_name<L, "_deque">,
                             .family = L::info.family,
                             .source = L::info.source,
                             .progress = Progress::blocking,
                             .queue = {.order = Order::strict_fifo, .bounded = false}};

  L& mutex() { return lock_; }

  // Always true. Throws std::bad_alloc, and then nothing has changed.
  bool try_push(const T& task) {
    {
      const std::lock_guard guard(lock_);
      tasks_.push_back(task);
    }
    pushed_.notify_one();
    return true;
  }

  bool try_pop(T& task) {
    const std::lock_guard guard(lock_);
    if (tasks_.empty()) return false;
    take(task);
    return true;
  }

  // Returns when there was a task.
  void pop(T& task) {
    std::unique_lock guard(lock_);
    pushed_.wait(guard, [this] { return !tasks_.empty(); });
    take(task);
  }

 private:
  void take(T& task) {
    task = tasks_.front();
    tasks_.pop_front();
  }

  L lock_;
  std::deque<T> tasks_;
  std::condition_variable_any pushed_;
};

}  // namespace syncbench
