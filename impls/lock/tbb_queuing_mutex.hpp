// oneTBB's queuing mutex: a queue of waiters, each on a line of its own.
//
// Algorithm:   Mellor-Crummey and Scott's queue lock, its nodes in the scoped_lock of each thread; a waiter spins
//              with growing pauses, then yields to the system.
// Consistency: mutual exclusion; unlock() synchronizes with the next lock().
// Progress:    blocking; fair (fifo), and it never sleeps: if the next thread in line is not running, nobody gets in
//              until it is.
// Cost:        uncontended pair = 1 exchange + 1 compare-exchange; no allocation.
// Source:      oneTBB, oneapi/tbb/queuing_mutex.h; oneAPI specification, "queuing_mutex".
#pragma once

#include <oneapi/tbb/queuing_mutex.h>

#include "impls/cache_line.hpp"
#include "impls/info.hpp"

namespace syncbench {

class TbbQueuingMutexLock {
 public:
  static constexpr Info info{.name = "tbb_queuing_mutex",
                             .family = Family::tbb,
                             .source = Source::tbb,
                             .progress = Progress::blocking,
                             .lock = {.fifo = true, .waiting = Waiting::spin_yield}};

  // The thread's node. Nobody looks at it after unlock().
  struct alignas(cache_line) Local {
    Local(TbbQueuingMutexLock&, unsigned /*thread*/) {}
    oneapi::tbb::queuing_mutex::scoped_lock node;
  };

  void lock(Local& local) { local.node.acquire(mutex_); }
  void unlock(Local& local) { local.node.release(); }

 private:
  oneapi::tbb::queuing_mutex mutex_;
};

static_assert(sizeof(TbbQueuingMutexLock::Local) == cache_line, "a line a waiter");

}  // namespace syncbench
