// Abseil's mutex, without its search for deadlocks.
//
// Algorithm:   a word with the state and the queue of waiters; lock() spins for a moment (if there are several CPUs),
//              then enqueues itself and sleeps.
// Consistency: mutual exclusion; unlock() synchronizes with the next lock().
// Progress:    blocking; not fair: a thread that arrives may overtake those that wait.
// Cost:        uncontended pair = 2 compare-exchanges, in two calls into the library; no allocation, but by a thread
//              that waits for the first time: its identity, which is used again.
// Source:      Abseil, absl/synchronization/mutex.h; abseil.io, "Synchronization".
#pragma once

#include <absl/synchronization/mutex.h>

#include "impls/info.hpp"

namespace syncbench {

class AbslMutexLock {
 public:
  static constexpr Info info{.name = "absl_mutex",
                             .family = Family::mutex,
                             .source = Source::absl,
                             .progress = Progress::blocking,
                             .lock = {.waiting = Waiting::park}};

  // A library built without NDEBUG, as Debian's, records the order of all locks in a graph, and an uncontended pair
  // takes three times as long. The switch is the whole program's, and lock() looks at it each time.
  AbslMutexLock() { absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore); }

  void lock() { mutex_.Lock(); }
  void unlock() { mutex_.Unlock(); }

 private:
  absl::Mutex mutex_;
};

}  // namespace syncbench
