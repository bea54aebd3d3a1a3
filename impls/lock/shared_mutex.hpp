// The standard reader-writer mutex, taken by writers only: what it costs where nobody shares.
//
// Algorithm:   glibc's pthread rwlock: a word with the readers, the writer and whose phase it is; a writer that
//              cannot enter sleeps on a second word until the one inside leaves.
// Consistency: mutual exclusion; unlock() synchronizes with the next lock().
// Progress:    blocking; not fair: a thread that arrives may overtake those that sleep, and readers go first.
// Cost:        uncontended pair = 2 compare-exchanges + 1 exchange; no allocation.
// Source:      C++20 [thread.sharedmutex.class]; glibc, nptl/pthread_rwlock_common.c.
#pragma once

#include <shared_mutex>

#include "impls/info.hpp"

namespace syncbench {

class SharedMutexLock {
 public:
  static constexpr Info info{.name = "shared_mutex",
                             .family = Family::mutex,
                             .source = Source::std,
                             .progress = Progress::blocking,
                             .lock = {.waiting = Waiting::park}};

  void lock() { mutex_.lock(); }
  void unlock() { mutex_.unlock(); }

 private:
  std::shared_mutex mutex_;
};

}  // namespace syncbench
