// oneTBB's sleeping mutex.
//
// Algorithm:   a flag, read and then taken by an exchange; a thread that finds it set spins for a moment and then
//              sleeps in a table of waiters by address, which unlock() looks at each time.
// Consistency: mutual exclusion; unlock() synchronizes with the next lock().
// Progress:    blocking; not fair: a thread that arrives may overtake those that sleep.
// Cost:        uncontended pair = 2 exchanges, and a call into the library that finds no waiter; no allocation.
// Source:      oneTBB, oneapi/tbb/mutex.h; oneAPI specification, "mutex".
#pragma once

#include <oneapi/tbb/mutex.h>

#include "impls/info.hpp"

namespace syncbench {

class TbbMutexLock {
 public:
  static constexpr Info info{.name = "tbb_mutex",
                             .family = Family::tbb,
                             .source = Source::tbb,
                             .progress = Progress::blocking,
                             .lock = {.waiting = Waiting::park}};

  void lock() { mutex_.lock(); }
  void unlock() { mutex_.unlock(); }

 private:
  oneapi::tbb::mutex mutex_;
};

}  // namespace syncbench
