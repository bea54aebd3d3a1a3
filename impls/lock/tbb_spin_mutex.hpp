// oneTBB's spin mutex.
//
// Algorithm:   test-and-set on a byte; waits with exponential pauses, then yields to the system.
// Consistency: mutual exclusion; unlock() synchronizes with the next lock().
// Progress:    blocking; not fair, and it never sleeps: a preempted owner stops everybody.
// Cost:        uncontended pair = 1 exchange + 1 store-release; no allocation.
// Source:      oneTBB, oneapi/tbb/spin_mutex.h; oneAPI specification, "spin_mutex".
#pragma once

#include <oneapi/tbb/spin_mutex.h>

#include "impls/info.hpp"

namespace syncbench {

class TbbSpinMutexLock {
 public:
  static constexpr Info info{.name = "tbb_spin_mutex",
                             .family = Family::tbb,
                             .source = Source::tbb,
                             .progress = Progress::blocking,
                             .lock = {.waiting = Waiting::spin_yield}};

  void lock() { mutex_.lock(); }
  void unlock() { mutex_.unlock(); }

 private:
  oneapi::tbb::spin_mutex mutex_;
};

}  // namespace syncbench
