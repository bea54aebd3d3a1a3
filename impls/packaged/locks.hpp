// The locks whose packages may be absent: those that are here, and those that are not.
#pragma once

#include "impls/availability.hpp"
#include "impls/list.hpp"

#if __has_include(<absl/synchronization/mutex.h>)
#include "impls/lock/absl_mutex.hpp"
#endif
#if __has_include(<ck_spinlock.h>)
#include "impls/lock/ck_dec.hpp"
#include "impls/lock/ck_hclh.hpp"
#include "impls/lock/ck_ticket_pb.hpp"
#endif

namespace syncbench {

namespace detail {

#if __has_include(<absl/synchronization/mutex.h>)
using AbslLocks = List<AbslMutexLock>;  // sleeps; its word has the waiters' queue
using MissingAbslLocks = List<>;
#else
using AbslLocks = List<>;
using MissingAbslLocks = List<            //
    Missing<"absl_mutex", "libabsl-dev">  //
    >;
#endif

#if __has_include(<ck_spinlock.h>)
using CkLocks = List<  //
    CkDecLock,         // spins on a load, takes by a decrement
    CkHclhLock,        // a queue a NUMA node, spliced into one
    CkTicketPbLock     // first come, first served; who is far behind looks seldom
    >;
using MissingCkLocks = List<>;
#else
using CkLocks = List<>;
using MissingCkLocks = List<              //
    Missing<"ck_dec", "libck-dev">,       //
    Missing<"ck_hclh", "libck-dev">,      //
    Missing<"ck_ticket_pb", "libck-dev">  //
    >;
#endif

}  // namespace detail

using PackagedLocks = Joined<detail::AbslLocks, detail::CkLocks>;
using MissingLocks = Joined<detail::MissingAbslLocks, detail::MissingCkLocks>;

}  // namespace syncbench
