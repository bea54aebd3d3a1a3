// Locks: mutual exclusion. Each registered lock also gives a counter (impls/adapters/locked_counter.hpp) and a work
// queue (impls/adapters/locked_ring.hpp).
#pragma once

#include <string>

#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/list.hpp"
#include "impls/lock/mutex.hpp"
#include "impls/lock/recursive_mutex.hpp"
#include "impls/lock/tbb_spin_mutex.hpp"

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

inline std::string lock_class(const Info& info) {
  return std::string(info.lock.reentrant ? "reentrant" : "not reentrant") + (info.lock.fifo ? ", fifo" : "");
}

// Every lock the suite knows. To add one: write impls/lock/<name>.hpp, include it, list it.
// Append, don't sort: chart markers follow this order.
using Locks = List<                      //
    MutexLock,                           // futex-based, sleeps
    RecursiveMutexLock<>,                // owner and depth
    RecursiveMutexLock<Acquire::twice>,  // the owner enters again
    TbbSpinMutexLock                     // spins, never sleeps
    >;

}  // namespace syncbench
