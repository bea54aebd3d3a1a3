// Strategies that are right, but declare more progress or fairness than they have.
#pragma once

#include "impls/adapters/locked_counter.hpp"
#include "impls/counter/cas_loop.hpp"
#include "impls/info.hpp"
#include "impls/lock/ttas.hpp"
#include "impls/queue/vyukov_ring.hpp"
#include "impls/tests/mutants/mutant.hpp"

namespace syncbench {

constexpr Info declares(Info info, Progress progress) {
  info.progress = progress;
  return info;
}

template <class P>
struct FifoTtas : TtasLock<P> {
  static constexpr Info info = [] {
    auto claim = TtasLock<P>::info;
    claim.lock.fifo = true;
    return claim;
  }();
};

template <class P>
struct LockFreeUnderALock : LockedCounter<TtasLock<P>> {
  using LockedCounter<TtasLock<P>>::LockedCounter;
  static constexpr Info info = declares(LockedCounter<TtasLock<P>>::info, Progress::lock_free);
};

template <class P>
struct WaitFreeCasLoop : CasLoopCounter<P> {
  static constexpr Info info = declares(CasLoopCounter<P>::info, Progress::wait_free);
};

template <class T, class P>
struct LockFreeVyukov : VyukovRingQueue<T, P> {
  using VyukovRingQueue<T, P>::VyukovRingQueue;
  static constexpr Info info = declares(VyukovRingQueue<T, P>::info, Progress::lock_free);
};

template <class P>
using ProgressLockMutants =
    List<Mutant<"ttas", "declares_fifo", "progress", "fifo is declared, and later threads overtake", FifoTtas<P>>>;

template <class P>
using ProgressCounterMutants = List<
    Mutant<"ttas", "declares_lock_free", "progress", "a counter under a lock is declared lock-free",
           LockFreeUnderALock<P>>,
    Mutant<"cas_loop", "declares_wait_free", "progress", "a retry loop is declared wait-free", WaitFreeCasLoop<P>>>;

template <class T, class P>
using ProgressQueueMutants = List<Mutant<"vyukov_ring", "declares_lock_free", "progress",
                                         "a claim that others wait for is declared lock-free", LockFreeVyukov<T, P>>>;

}  // namespace syncbench
