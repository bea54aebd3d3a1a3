// More of our locks with seeded bugs.
#pragma once

#include <cstdint>

#include "impls/instance.hpp"
#include "impls/lock/anderson.hpp"
#include "impls/lock/clh.hpp"
#include "impls/lock/cohort.hpp"
#include "impls/lock/semaphore_mutex.hpp"
#include "impls/lock/spin_yield.hpp"
#include "impls/lock/tas.hpp"
#include "impls/lock/ticket_backoff.hpp"
#include "impls/lock/ttas_backoff.hpp"
#include "impls/tests/mutants/mutant.hpp"

namespace syncbench {

template <class P, Mutation mutation>
using BadTas = TasLock<Mutated<P, mutation>>;
template <class P, Mutation mutation>
using BadTtasBackoff = Smallest<TtasBackoffLock<Mutated<P, mutation>>>;
template <class P, Mutation mutation>
using BadTicketBackoff = TicketBackoffLock<Mutated<P, mutation>, std::uint32_t, 1>;
template <class P, Mutation mutation>
using BadAnderson = AndersonLock<Mutated<P, mutation>>;
template <class P, Mutation mutation>
using BadClh = ClhLock<Mutated<P, mutation>>;
template <class P, Mutation mutation>
using BadSemaphoreMutex = SemaphoreMutexLock<Mutated<P, mutation>>;
template <class P, Mutation mutation>
using BadSpinYield = Smallest<SpinYieldLock<Mutated<P, mutation>>>;
template <class P, Mutation mutation>
using BadCohort = Smallest<CohortLock<Mutated<P, mutation>>>;

// Has half as many slots as threads.
template <class P>
struct AndersonWrapsEarly : AndersonLock<P> {
  explicit AndersonWrapsEarly(const Limits& limits) : AndersonLock<P>({.threads = limits.threads / 2}) {}
};

// Uses its own node again, at which its successor may still look.
template <class P>
struct ClhKeepsItsNode : ClhLock<P> {
  using ClhLock<P>::ClhLock;
  void unlock(typename ClhLock<P>::Local& mine) {
    auto* own = mine.node;
    ClhLock<P>::unlock(mine);
    mine.node = own;
  }
};

template <class P>
using OwnLockMutants = List<
    Mutant<"tas", "lock_relaxed", "model", "lock() takes the word without acquire",
           BadTas<P, {.in = "lock", .access = Access::exchange, .order = std::memory_order_acquire}>>,
    Mutant<"tas", "unlock_relaxed", "model,tsan,tsan_clang", "unlock() gives the word up without release",
           BadTas<P, {.in = "unlock", .access = Access::store, .order = std::memory_order_release}>>,
    Mutant<
        "tas", "lock_torn", "model", "lock() reads the word, then sets it",
        BadTas<
            P,
            {.in = "lock", .access = Access::exchange, .order = std::memory_order_acquire, .change = Change::tear}>>,
    Mutant<"ttas_backoff", "lock_relaxed", "model", "lock() takes the word without acquire",
           BadTtasBackoff<P, {.in = "lock", .access = Access::exchange, .order = std::memory_order_acquire}>>,
    Mutant<"ttas_backoff", "unlock_relaxed", "model", "unlock() gives the word up without release",
           BadTtasBackoff<P, {.in = "unlock", .access = Access::store, .order = std::memory_order_release}>>,
    Mutant<
        "ttas_backoff", "test_then_set", "model", "lock() looks at the word, then sets it",
        BadTtasBackoff<
            P,
            {.in = "lock", .access = Access::exchange, .order = std::memory_order_acquire, .change = Change::tear}>>,
    Mutant<
        "ticket_backoff", "draw_torn", "model", "the ticket is drawn by a load and a store",
        BadTicketBackoff<
            P,
            {.in = "lock", .access = Access::fetch_add, .order = std::memory_order_relaxed, .change = Change::tear}>>,
    Mutant<"ticket_backoff", "wait_relaxed", "model", "lock() waits for its turn without acquire",
           BadTicketBackoff<P, {.in = "lock", .access = Access::load, .order = std::memory_order_acquire}>>,
    Mutant<"ticket_backoff", "unlock_relaxed", "model", "unlock() serves the next without release",
           BadTicketBackoff<P, {.in = "unlock", .access = Access::store, .order = std::memory_order_release}>>,
    Mutant<"anderson", "wraps_early", "model", "a ring of too few slots, so that two threads wait at one",
           AndersonWrapsEarly<P>>,
    Mutant<"anderson", "draw_relaxed", "model", "a slot may still say what it said in an earlier round",
           BadAnderson<P, {.in = "lock", .access = Access::fetch_add, .order = std::memory_order_acq_rel}>>,
    Mutant<"anderson", "wait_relaxed", "model", "lock() waits at its slot without acquire",
           BadAnderson<P, {.in = "lock", .access = Access::load, .order = std::memory_order_acquire}>>,
    Mutant<"anderson", "hand_over_relaxed", "model", "unlock() lets the next one in without release",
           BadAnderson<P, {.in = "unlock", .access = Access::store, .order = std::memory_order_release}>>,
    Mutant<
        "anderson", "does_not_take_back", "model", "the word that let a thread in stays for the next round",
        BadAnderson<
            P, {.in = "lock", .access = Access::store, .order = std::memory_order_relaxed, .change = Change::drop}>>,
    Mutant<"clh", "keeps_its_node", "model", "unlock() does not take over the predecessor's node",
           ClhKeepsItsNode<P>>,
    Mutant<"clh", "append_without_release", "model", "the node can be found before its flag is raised",
           BadClh<P, {.in = "lock",
                      .access = Access::exchange,
                      .order = std::memory_order_acq_rel,
                      .to = std::memory_order_acquire}>>,
    Mutant<"clh", "append_without_acquire", "model", "the predecessor's flag may be seen as it was before",
           BadClh<P, {.in = "lock",
                      .access = Access::exchange,
                      .order = std::memory_order_acq_rel,
                      .to = std::memory_order_release}>>,
    Mutant<"clh", "wait_relaxed", "model", "lock() waits for its predecessor without acquire",
           BadClh<P, {.in = "lock", .access = Access::load, .order = std::memory_order_acquire}>>,
    Mutant<"clh", "unlock_relaxed", "model,tsan,tsan_clang", "unlock() clears its flag without release",
           BadClh<P, {.in = "unlock", .access = Access::store, .order = std::memory_order_release}>>,
    Mutant<"semaphore_mutex", "lock_relaxed", "model", "the permit is taken without acquire",
           BadSemaphoreMutex<
               P, {.in = "acquire", .access = Access::compare_exchange, .order = std::memory_order_acquire}>>,
    Mutant<"semaphore_mutex", "unlock_without_wake", "model", "the permit is given back, and nobody is woken",
           BadSemaphoreMutex<P, {.in = "release", .access = Access::wake, .change = Change::drop}>>,
    Mutant<
        "semaphore_mutex", "gives_two_permits", "model,history", "unlock() lets two threads in",
        BadSemaphoreMutex<P, {.in = "release", .access = Access::fetch_add, .change = Change::offset, .value = 1}>>,
    Mutant<"spin_yield", "lock_relaxed", "model", "lock() takes the word without acquire",
           BadSpinYield<P, {.in = "lock", .access = Access::exchange, .order = std::memory_order_acquire}>>,
    Mutant<"spin_yield", "unlock_relaxed", "model,tsan,tsan_clang", "unlock() gives the word up without release",
           BadSpinYield<P, {.in = "unlock", .access = Access::store, .order = std::memory_order_release}>>,
    Mutant<
        "spin_yield", "test_then_set", "model", "lock() looks at the word, then sets it",
        BadSpinYield<
            P,
            {.in = "lock", .access = Access::exchange, .order = std::memory_order_acquire, .change = Change::tear}>>,
    Mutant<"cohort", "node_wait_relaxed", "model", "lock() waits for its turn in the node without acquire",
           BadCohort<P, {.in = "lock", .access = Access::load, .order = std::memory_order_acquire}>>,
    Mutant<"cohort", "node_unlock_relaxed", "model", "unlock() serves the next of the node without release",
           BadCohort<P, {.in = "unlock", .access = Access::store, .order = std::memory_order_release}>>,
    Mutant<"cohort", "global_wait_relaxed", "model", "a node waits for its turn without acquire",
           BadCohort<P, {.in = "take_global", .access = Access::load, .order = std::memory_order_acquire}>>,
    Mutant<"cohort", "global_unlock_relaxed", "model", "the next node is served without release",
           BadCohort<P, {.in = "give_global", .access = Access::store, .order = std::memory_order_release}>>,
    Mutant<"cohort", "global_draw_torn", "model", "two nodes may draw the same number",
           BadCohort<P, {.in = "take_global",
                         .access = Access::fetch_add,
                         .order = std::memory_order_relaxed,
                         .change = Change::tear}>>  //
    >;

}  // namespace syncbench
