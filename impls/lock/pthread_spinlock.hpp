// The spinlock of POSIX threads.
//
// Algorithm:   glibc on x86: decrements a word that is 1 when free; whoever made it 0 has the lock, others read until
//              it is positive and decrement again. On other machines a test and test-and-set.
// Consistency: mutual exclusion; unlock() synchronizes with the next lock().
// Progress:    blocking; not fair, and it never sleeps nor yields: a preempted owner stops everybody.
// Cost:        uncontended pair = 1 locked decrement + 1 store (x86), and two calls into the library; no allocation.
// Source:      POSIX.1-2017, pthread_spin_lock; glibc, sysdeps/x86_64/nptl/pthread_spin_lock.S.
#pragma once

#include <pthread.h>

#include <system_error>

#include "impls/info.hpp"

namespace syncbench {

class PthreadSpinlockLock {
 public:
  static constexpr Info info{.name = "pthread_spinlock",
                             .family = Family::spinlock,
                             .source = Source::posix,
                             .progress = Progress::blocking,
                             .lock = {.waiting = Waiting::spin}};

  // Throws std::system_error if the system has not what it takes (EAGAIN, ENOMEM).
  PthreadSpinlockLock() {
    if (const int error = pthread_spin_init(&spinlock_, PTHREAD_PROCESS_PRIVATE); error != 0) {
      throw std::system_error(error, std::generic_category(), "pthread_spin_init");
    }
  }
  PthreadSpinlockLock(const PthreadSpinlockLock&) = delete;
  PthreadSpinlockLock& operator=(const PthreadSpinlockLock&) = delete;
  ~PthreadSpinlockLock() { pthread_spin_destroy(&spinlock_); }

  // A failure is the caller's mistake (EDEADLK), and glibc does not look for it.
  void lock() noexcept { pthread_spin_lock(&spinlock_); }
  void unlock() noexcept { pthread_spin_unlock(&spinlock_); }

 private:
  pthread_spinlock_t spinlock_;
};

}  // namespace syncbench
