// Locks with seeded bugs.
#pragma once

#include "impls/lock/futex_mutex.hpp"
#include "impls/lock/mcs.hpp"
#include "impls/lock/ticket.hpp"
#include "impls/lock/ttas.hpp"
#include "impls/tests/mutants/mutant.hpp"

namespace syncbench {

template <class P, Mutation mutation>
using BadTtas = TtasLock<Mutated<P, mutation>>;
template <class P, Mutation mutation>
using BadTicket = TicketLock<Mutated<P, mutation>>;
template <class P, Mutation mutation>
using BadMcs = McsLock<Mutated<P, mutation>>;
template <class P, Mutation mutation>
using BadFutexMutex = FutexMutexLock<Mutated<P, mutation>, 1>;

template <class P>
using LockMutants = List<
    Mutant<"ttas", "lock_relaxed", "model", "lock() takes the word without acquire",
           BadTtas<P, {.in = "lock", .access = Access::exchange, .order = std::memory_order_acquire}>>,
    Mutant<"ttas", "unlock_relaxed", "model,tsan,tsan_clang", "unlock() gives the word up without release",
           BadTtas<P, {.in = "unlock", .access = Access::store, .order = std::memory_order_release}>>,
    Mutant<
        "ttas", "test_then_set", "model", "lock() looks at the word, then sets it",
        BadTtas<
            P,
            {.in = "lock", .access = Access::exchange, .order = std::memory_order_acquire, .change = Change::tear}>>,
    Mutant<
        "ticket", "draw_torn", "model", "the ticket is drawn by a load and a store",
        BadTicket<
            P,
            {.in = "lock", .access = Access::fetch_add, .order = std::memory_order_relaxed, .change = Change::tear}>>,
    Mutant<"ticket", "wait_relaxed", "model", "lock() waits for its turn without acquire",
           BadTicket<P, {.in = "lock", .access = Access::load, .order = std::memory_order_acquire}>>,
    Mutant<"ticket", "unlock_relaxed", "model", "unlock() serves the next without release",
           BadTicket<P, {.in = "unlock", .access = Access::store, .order = std::memory_order_release}>>,
    Mutant<"ticket", "skips_a_number", "contract", "unlock() serves the number after the next",
           BadTicket<P, {.in = "unlock",
                         .access = Access::store,
                         .order = std::memory_order_release,
                         .change = Change::offset,
                         .value = 1}>>,
    Mutant<"mcs", "enter_without_acquire", "model", "an empty queue is entered without acquire",
           BadMcs<P, {.in = "lock",
                      .access = Access::exchange,
                      .order = std::memory_order_acq_rel,
                      .to = std::memory_order_release}>>,
    Mutant<"mcs", "wait_relaxed", "model", "lock() waits for its flag without acquire",
           BadMcs<P, {.in = "lock", .access = Access::load, .order = std::memory_order_acquire}>>,
    Mutant<"mcs", "hand_over_relaxed", "model", "unlock() tells the successor without release",
           BadMcs<P, {.in = "unlock", .access = Access::store, .order = std::memory_order_release}>>,
    Mutant<"mcs", "leave_relaxed", "model", "the queue is left empty without release",
           BadMcs<P, {.in = "unlock", .access = Access::compare_exchange, .order = std::memory_order_release}>>,
    Mutant<"mcs", "does_not_wait", "model", "lock() does not raise the flag that it waits for",
           BadMcs<P, {.in = "lock",
                      .access = Access::store,
                      .order = std::memory_order_relaxed,
                      .change = Change::drop,
                      .numbers_only = true}>>,
    Mutant<"mcs", "enter_without_release", "tsan,tsan_clang", "the node can be found before it is ready",
           BadMcs<P, {.in = "lock",
                      .access = Access::exchange,
                      .order = std::memory_order_acq_rel,
                      .to = std::memory_order_acquire}>>,
    Mutant<"mcs", "link_relaxed", "tsan,tsan_clang", "the flag may be raised after it was cleared",
           BadMcs<P, {.in = "lock", .access = Access::store, .order = std::memory_order_release}>>,
    Mutant<"futex_mutex", "lock_relaxed", "model", "the quick way in has no acquire",
           BadFutexMutex<P, {.in = "lock", .access = Access::compare_exchange, .order = std::memory_order_acquire}>>,
    Mutant<"futex_mutex", "slow_lock_relaxed", "model", "the way in after a sleep has no acquire",
           BadFutexMutex<P, {.in = "lock", .access = Access::exchange, .order = std::memory_order_acquire}>>,
    Mutant<"futex_mutex", "unlock_relaxed", "model", "unlock() has no release",
           BadFutexMutex<P, {.in = "unlock", .access = Access::exchange, .order = std::memory_order_release}>>,
    Mutant<"futex_mutex", "unlock_without_wake", "model", "unlock() wakes nobody",
           BadFutexMutex<P, {.in = "unlock", .access = Access::wake, .change = Change::drop}>>,
    Mutant<"futex_mutex", "relocks_uncontended", "model", "who slept takes the lock as if nobody else slept",
           BadFutexMutex<P, {.in = "lock",
                             .access = Access::exchange,
                             .order = std::memory_order_acquire,
                             .change = Change::relabel,
                             .value = 1}>>  //
    >;

}  // namespace syncbench
