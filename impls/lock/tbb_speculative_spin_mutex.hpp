// oneTBB's speculative mutex: critical sections run as hardware transactions, side by side while they do not meet.
//
// Algorithm:   lock() begins a transaction that watches a spin mutex, unlock() commits it. If it aborts too often, or
//              for good reason, the thread takes the spin mutex, which aborts all others.
// Consistency: mutual exclusion as far as memory shows: of two sections that overlap in time, neither touches what
//              the other writes. unlock() synchronizes with the next lock().
// Progress:    blocking; not fair, and it never sleeps.
// Cost:        uncontended pair = begin and end of a transaction, in two calls into the library; no allocation.
// Source:      oneTBB, oneapi/tbb/detail/_rtm_mutex.h; oneAPI specification, "speculative_spin_mutex"; Intel 64 and
//              IA-32 manual, volume 1, "Programming with Intel Transactional Synchronization Extensions".
#pragma once

#include <oneapi/tbb/spin_mutex.h>

#include <string_view>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include "impls/cache_line.hpp"
#include "impls/info.hpp"

namespace syncbench {

class TbbSpeculativeSpinMutexLock {
  // oneapi::tbb::speculative_spin_mutex is this only in code compiled with -mrtm, and else silently the spin mutex.
  // The transactions are in the library: nothing here needs that option.
  using Mutex = oneapi::tbb::detail::d1::rtm_mutex;

 public:
  static constexpr Info info{.name = "tbb_speculative_spin_mutex",
                             .family = Family::tbb,
                             .source = Source::tbb,
                             .progress = Progress::blocking,
                             .lock = {.waiting = Waiting::spin_yield}};

  // Without transactions oneTBB takes its spin mutex each time: measured under this name, that would be another lock.
  static std::string_view why_unavailable() {
#if defined(__x86_64__)
    unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
    if (__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) == 0 || (ebx & rtm) == 0) {
      return "the CPU has no transactional memory (RTM)";
    }
    if ((edx & rtm_always_abort) != 0)
      return "the CPU's transactional memory (RTM) is switched off: it always aborts";
    return {};
#else
    return "transactional memory (RTM) is x86's only";
#endif
  }

  // Whether the thread is in a transaction or holds the mutex.
  struct alignas(cache_line) Local {
    Local(TbbSpeculativeSpinMutexLock&, unsigned /*thread*/) {}
    Mutex::scoped_lock holder;
  };

  void lock(Local& local) { local.holder.acquire(mutex_); }
  void unlock(Local& local) { local.holder.release(); }

 private:
  static constexpr unsigned rtm = 1U << 11;               // in EBX of CPUID leaf 7
  static constexpr unsigned rtm_always_abort = 1U << 11;  // in EDX of the same

  Mutex mutex_;
};

}  // namespace syncbench
