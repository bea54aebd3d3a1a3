// oneTBB's spinning reader-writer mutex, taken by writers only: what it costs where nobody shares.
//
// Algorithm:   a word with a writer's bit, a bit that a writer waits, and the number of readers; waits with
//              exponential pauses, then yields to the system.
// Consistency: mutual exclusion; unlock() synchronizes with the next lock().
// Progress:    blocking; writers go before readers but in no order among each other, and it never sleeps.
// Cost:        uncontended pair = 1 compare-exchange + 1 fetch-and; no allocation.
// Source:      oneTBB, oneapi/tbb/spin_rw_mutex.h; oneAPI specification, "spin_rw_mutex".
#pragma once

#include <oneapi/tbb/spin_rw_mutex.h>

#include "impls/info.hpp"

namespace syncbench {

class TbbSpinRwMutexLock {
 public:
  static constexpr Info info{.name = "tbb_spin_rw_mutex",
                             .family = Family::tbb,
                             .source = Source::tbb,
                             .progress = Progress::blocking,
                             .lock = {.waiting = Waiting::spin_yield}};

  void lock() { mutex_.lock(); }
  void unlock() { mutex_.unlock(); }

 private:
  oneapi::tbb::spin_rw_mutex mutex_;
};

}  // namespace syncbench
