// glibc's adaptive mutex: spins for as long as it lately had to, then sleeps.
//
// Algorithm:   a futex mutex; a thread that finds it held tries again up to 100 times (tunable
//              glibc.pthread.mutex_spin_count), but not much longer than twice the average of earlier waits, and then
//              sleeps in the kernel.
// Consistency: mutual exclusion; unlock() synchronizes with the next lock().
// Progress:    blocking; not fair: a thread that arrives may overtake those that sleep.
// Cost:        uncontended pair = 1 compare-exchange + 1 exchange, and the owner's bookkeeping; no allocation.
// Source:      glibc, nptl/pthread_mutex_lock.c, PTHREAD_MUTEX_ADAPTIVE_NP; not in POSIX.
#pragma once

#include <pthread.h>

#include <system_error>

#include "impls/info.hpp"

namespace syncbench {

class PthreadAdaptiveMutexLock {
 public:
  static constexpr Info info{.name = "pthread_adaptive_mutex",
                             .family = Family::mutex,
                             .source = Source::posix,
                             .progress = Progress::blocking,
                             .lock = {.waiting = Waiting::park}};

  // Throws std::system_error if the library refuses.
  PthreadAdaptiveMutexLock() {
    pthread_mutexattr_t kind;
    check(pthread_mutexattr_init(&kind), "pthread_mutexattr_init");
    int error = pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_ADAPTIVE_NP);
    if (error == 0) error = pthread_mutex_init(&mutex_, &kind);
    pthread_mutexattr_destroy(&kind);
    check(error, "an adaptive pthread_mutex_init");
  }
  PthreadAdaptiveMutexLock(const PthreadAdaptiveMutexLock&) = delete;
  PthreadAdaptiveMutexLock& operator=(const PthreadAdaptiveMutexLock&) = delete;
  ~PthreadAdaptiveMutexLock() { pthread_mutex_destroy(&mutex_); }

  // Of a mutex of this kind neither fails unless its caller is wrong, which glibc does not look for.
  void lock() noexcept { pthread_mutex_lock(&mutex_); }
  void unlock() noexcept { pthread_mutex_unlock(&mutex_); }

 private:
  static void check(int error, const char* call) {
    if (error != 0) throw std::system_error(error, std::generic_category(), call);
  }

  pthread_mutex_t mutex_;
};

}  // namespace syncbench
