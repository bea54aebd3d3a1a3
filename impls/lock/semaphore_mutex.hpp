// Binary semaphore used as a lock.
//
// Algorithm:   a semaphore of one permit: lock() takes it, unlock() gives it back.
// Consistency: mutual exclusion; unlock() synchronizes with the next lock().
// Progress:    blocking; not fair: a thread that arrives may overtake those that sleep.
// Cost:        uncontended pair = 1 load + 1 compare-exchange, 1 fetch-and-add + 1 load; no allocation. No system
//              call unless somebody sleeps, but who does not get in at once goes to sleep without spinning.
// Source:      Dijkstra: "Cooperating Sequential Processes", 1965.
#pragma once

#include "impls/info.hpp"
#include "impls/platform/std.hpp"
#include "impls/wait/semaphore.hpp"

namespace syncbench {

// Any thread may release a semaphore; as a lock, only the owner does. Like every lock it must outlive each unlock():
// the look at the waiters comes after another thread can own it.
template <class Platform = StdPlatform>
class SemaphoreMutexLock {
 public:
  static constexpr Info info{.name = "semaphore_mutex",
                             .family = Family::mutex,
                             .source = Source::syncbench,
                             .progress = Progress::blocking,
                             .lock = {.waiting = Waiting::park}};

  void lock() noexcept { permit_.acquire(); }
  void unlock() noexcept { permit_.release(); }

 private:
  Semaphore<Platform> permit_{1};
};

}  // namespace syncbench
