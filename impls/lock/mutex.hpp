// The standard mutex.
//
// Algorithm:   glibc's pthread mutex: one compare-exchange when free, a futex wait when not.
// Consistency: mutual exclusion; unlock() synchronizes with the next lock().
// Progress:    blocking; not fair: a thread that arrives may overtake those that sleep.
// Cost:        uncontended pair = 1 locked CAS + 1 locked decrement in a program that has threads; no allocation.
// Source:      C++20 [thread.mutex.class].
#pragma once

#include <mutex>

#include "impls/info.hpp"

namespace syncbench {

class MutexLock {
 public:
  static constexpr Info info{.name = "mutex",
                             .family = Family::mutex,
                             .source = Source::std,
                             .progress = Progress::blocking,
                             .lock = {.waiting = Waiting::park}};

  void lock() { mutex_.lock(); }
  void unlock() { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

}  // namespace syncbench
