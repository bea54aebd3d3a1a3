// Locks: mutual exclusion. Each registered lock also gives a counter (impls/adapters/locked_counter.hpp) and a work
// queue (impls/adapters/locked_ring.hpp).
#pragma once

#include <string>
#include <type_traits>

#include "impls/extra.hpp"
#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/list.hpp"
#include "impls/lock/anderson.hpp"
#include "impls/lock/clh.hpp"
#include "impls/lock/cohort.hpp"
#include "impls/lock/futex_mutex.hpp"
#include "impls/lock/mcs.hpp"
#include "impls/lock/mutex.hpp"
#include "impls/lock/pthread_adaptive_mutex.hpp"
#include "impls/lock/pthread_spinlock.hpp"
#include "impls/lock/recursive_mutex.hpp"
#include "impls/lock/semaphore_mutex.hpp"
#include "impls/lock/shared_mutex.hpp"
#include "impls/lock/spin_yield.hpp"
#include "impls/lock/tas.hpp"
#include "impls/lock/tbb_mutex.hpp"
#include "impls/lock/tbb_queuing_mutex.hpp"
#include "impls/lock/tbb_speculative_spin_mutex.hpp"
#include "impls/lock/tbb_spin_mutex.hpp"
#include "impls/lock/tbb_spin_rw_mutex.hpp"
#include "impls/lock/ticket.hpp"
#include "impls/lock/ticket_backoff.hpp"
#include "impls/lock/timed_mutex.hpp"
#include "impls/lock/ttas.hpp"
#include "impls/lock/ttas_backoff.hpp"
#include "impls/packaged/locks.hpp"

namespace syncbench {

// lock() returns when the caller is the only owner; unlock() by the owner gives it up.
template <class L>
concept LocksAlone = requires(L& lock) {
  lock.lock();
  lock.unlock();
};

template <class L>
concept LocksWithLocal = requires(L& lock, typename L::Local& local) {
  lock.lock(local);
  lock.unlock(local);
};

// With the thread's Local or without (instance.hpp).
template <class L>
concept Lock = (LocksAlone<L> || LocksWithLocal<L>)&&Described<L>;

// Does not compile if the lock contradicts itself.
template <class L>
consteval bool checked_lock() {
  static_assert(checked_strategy<L>());
  static_assert(HasLocal<L> || LocksAlone<L>, "syncbench: a lock needs lock() and unlock(); write both");
  static_assert(
      !HasLocal<L> || LocksWithLocal<L>,
      "syncbench: the lock has a Local nobody passes; write lock(Local&) and unlock(Local&), or drop Local");
  if constexpr (Described<L>) {
    static_assert(L::info.progress == Progress::blocking,
                  "syncbench: mutual exclusion is blocking, even if nobody sleeps; declare Progress::blocking");
    static_assert(
        L::info.lock.waiting != Waiting::unsaid,
        "syncbench: the lock does not say what its waiters do in the end; declare `.lock = {.waiting = ...}`, "
        "one of Waiting::spin, spin_yield and park");
  }
  return true;
}

inline std::string lock_class(const Info& info) {
  return std::string(info.lock.reentrant ? "reentrant" : "not reentrant") + (info.lock.fifo ? ", fifo" : "");
}

// Every lock the suite knows. To add one: write impls/lock/<name>.hpp, include it, list it.
// Append, don't sort: chart markers follow this order.
using SuiteLocks = Joined<                   //
    List<                                    //
        MutexLock,                           // futex-based, sleeps
        RecursiveMutexLock<>,                // owner and depth
        RecursiveMutexLock<Acquire::twice>,  // the owner enters again
        TbbSpinMutexLock,                    // spins, never sleeps
        TtasLock<>,                          // spins on a load, takes by an exchange
        TicketLock<>,                        // first come, first served
        McsLock<>,                           // a queue, each thread spins on its own line
        FutexMutexLock<>,                    // spins for a moment, then sleeps
        TasLock<>,                           // exchanges until it wins
        TtasBackoffLock<>,                   // who loses keeps away for longer
        TicketBackoffLock<>,                 // who is far behind looks less often
        AndersonLock<>,                      // a slot a waiter
        ClhLock<>,                           // each thread spins on its predecessor's node
        SemaphoreMutexLock<>,                // a semaphore with one permit
        SpinYieldLock<>,                     // keeps out of the owner's way, then yields
        CohortLock<>,                        // stays in a NUMA node for a while
        TimedMutexLock,                      // could give up waiting
        SharedMutexLock,                     // could let readers in together
        PthreadSpinlockLock,                 // glibc's spin lock
        PthreadAdaptiveMutexLock,            // glibc's mutex that spins for a moment
        TbbMutexLock,                        // spins, then sleeps
        TbbQueuingMutexLock,                 // a queue, each thread spins on its own node
        TbbSpinRwMutexLock,                  // could let readers in together
        TbbSpeculativeSpinMutexLock          // a transaction, where the CPU has any
        >,
    PackagedLocks>;

using Locks = Joined<SuiteLocks, syncbench::ExtraLocks>;

static_assert((for_each_type(Locks{}, []<class L>(std::type_identity<L>) { static_assert(checked_lock<L>()); }),
               true));

}  // namespace syncbench
