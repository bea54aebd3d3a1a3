// Concurrency Kit's spinlock by decrement.
//
// Algorithm:   decrements a word that is 1 when free; whoever made it 0 has the lock, others read until it is 1 and
//              decrement again. glibc's spinlock on x86 does the same, but behind a call.
// Consistency: mutual exclusion; unlock() synchronizes with the next lock().
// Progress:    blocking; not fair, and it never sleeps nor yields: a preempted owner stops everybody.
// Cost:        uncontended pair = 1 locked decrement + 1 store, inlined; no allocation.
// Source:      Concurrency Kit, spinlock/dec.h.
#pragma once

#include <spinlock/dec.h>

#include "impls/info.hpp"

namespace syncbench {

class CkDecLock {
 public:
  static constexpr Info info{.name = "ck_dec",
                             .family = Family::spinlock,
                             .source = Source::ck,
                             .progress = Progress::blocking,
                             .lock = {.waiting = Waiting::spin}};

  void lock() noexcept { ck_spinlock_dec_lock(&spinlock_); }
  void unlock() noexcept { ck_spinlock_dec_unlock(&spinlock_); }

 private:
  ck_spinlock_dec_t spinlock_ = CK_SPINLOCK_DEC_INITIALIZER;
};

}  // namespace syncbench
