// The standard recursive mutex, entered once (`recursive_mutex`) or again by its owner (`recursive_mutex_nested`).
//
// Algorithm:   glibc's recursive pthread mutex: owner and depth beside the futex word.
// Consistency: mutual exclusion between threads; the outermost unlock() synchronizes with the next lock().
// Progress:    blocking; not fair.
// Cost:        uncontended pair = 1 locked CAS + 1 locked decrement, and the owner's bookkeeping; each nested pair
//              adds only bookkeeping. No allocation.
// Source:      C++20 [thread.mutex.recursive].
#pragma once

#include <mutex>

#include "impls/info.hpp"

namespace syncbench {

// How often each lock() acquires the mutex: `twice` is what a method that calls another locked method costs.
enum class Acquire { once, twice };

template <Acquire acquire = Acquire::once>
class RecursiveMutexLock {
 public:
  static constexpr Info info{.name = acquire == Acquire::once ? "recursive_mutex" : "recursive_mutex_nested",
                             .family = Family::recursive_mutex,
                             .source = Source::std,
                             .progress = Progress::blocking,
                             .lock = {.reentrant = true, .waiting = Waiting::park}};

  void lock() {
    mutex_.lock();
    if constexpr (acquire == Acquire::twice) mutex_.lock();
  }

  void unlock() {
    if constexpr (acquire == Acquire::twice) mutex_.unlock();
    mutex_.unlock();
  }

 private:
  std::recursive_mutex mutex_;
};

}  // namespace syncbench
