// The standard mutex with time-outs, used without them.
//
// Algorithm:   glibc's pthread mutex, as in `mutex`: libstdc++ builds both on the same one, and only calls with a
//              time-out take another way.
// Consistency: mutual exclusion; unlock() synchronizes with the next lock().
// Progress:    blocking; not fair: a thread that arrives may overtake those that sleep.
// Cost:        that of `mutex` where the library does as libstdc++; no allocation.
// Source:      C++20 [thread.timedmutex.class].
#pragma once

#include <mutex>

#include "impls/info.hpp"

namespace syncbench {

class TimedMutexLock {
 public:
  static constexpr Info info{.name = "timed_mutex",
                             .family = Family::mutex,
                             .source = Source::std,
                             .progress = Progress::blocking,
                             .lock = {.waiting = Waiting::park}};

  void lock() { mutex_.lock(); }
  void unlock() { mutex_.unlock(); }

 private:
  std::timed_mutex mutex_;
};

}  // namespace syncbench
