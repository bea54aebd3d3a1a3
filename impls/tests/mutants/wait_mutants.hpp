// Waiting primitives and memory reclamation with seeded bugs. Here a mutant's strategy is the Platform itself: what
// is built on it is the same for all of a kind.
#pragma once

#include "impls/tests/mutants/mutant.hpp"

namespace syncbench {

template <class P>
using SemaphoreMutants = List<
    Mutant<"semaphore", "acquire_relaxed", "model", "acquire() takes a permit without acquire",
           Mutated<P, {.in = "acquire", .access = Access::compare_exchange, .order = std::memory_order_acquire}>>,
    Mutant<"semaphore", "takes_what_is_not_there", "model", "acquire() takes a permit by a store",
           Mutated<P, {.in = "acquire",
                       .access = Access::compare_exchange,
                       .order = std::memory_order_acquire,
                       .change = Change::claim}>>,
    Mutant<"semaphore", "counts_no_waiter", "model", "acquire() sleeps without counting itself",
           Mutated<P, {.in = "acquire", .access = Access::fetch_add, .change = Change::drop}>>,
    Mutant<"semaphore", "looks_too_early", "model", "the look at the waiters may come before the addition",
           Mutated<P, {.in = "release", .access = Access::load, .to = std::memory_order_relaxed}>>,
    Mutant<"semaphore", "release_relaxed", "model", "release() adds a permit without release",
           Mutated<P, {.in = "release", .access = Access::fetch_add, .to = std::memory_order_relaxed}>>,
    Mutant<"semaphore", "release_without_wake", "model", "release() wakes nobody",
           Mutated<P, {.in = "release", .access = Access::wake, .change = Change::drop}>>  //
    >;

template <class P>
using EventMutants =
    List<Mutant<"event", "set_relaxed", "model", "set() has no release",
                Mutated<P, {.in = "set", .access = Access::exchange, .order = std::memory_order_release}>>,
         Mutant<"event", "wait_relaxed", "model", "wait() has no acquire",
                Mutated<P, {.in = "wait", .access = Access::load, .order = std::memory_order_acquire}>>,
         Mutant<"event", "wakes_one", "model", "set() wakes one of several sleepers",
                Mutated<P, {.in = "set", .access = Access::wake, .change = Change::one}>>,
         Mutant<"event", "set_without_wake", "model", "set() wakes nobody",
                Mutated<P, {.in = "set", .access = Access::wake, .change = Change::drop}>>  //
         >;

template <class P>
using EventCountMutants =
    List<Mutant<"eventcount", "torn_announcement", "model", "prepare() may take back a notification",
                Mutated<P, {.in = "prepare",
                            .access = Access::fetch_or,
                            .order = std::memory_order_relaxed,
                            .change = Change::tear}>>,
         Mutant<"eventcount", "prepare_without_fence", "model", "the second look may come before the announcement",
                Mutated<P, {.in = "prepare", .access = Access::fence, .change = Change::drop}>>,
         Mutant<"eventcount", "notify_without_fence", "model", "the look at the word may come before the change",
                Mutated<P, {.in = "notify", .access = Access::fence, .change = Change::drop}>>,
         Mutant<"eventcount", "wakes_one", "model", "notify() wakes one of several sleepers",
                Mutated<P, {.in = "notify", .access = Access::wake, .change = Change::one}>>,
         Mutant<"eventcount", "notify_without_wake", "model", "notify() wakes nobody",
                Mutated<P, {.in = "notify", .access = Access::wake, .change = Change::drop}>>  //
         >;

template <class P>
using ReclaimMutants = List<
    Mutant<"hazard_pointers", "no_hazard", "model", "nodes are used without announcing them",
           Mutated<P, {.in = "announce", .access = Access::store, .change = Change::drop}>>,
    Mutant<"hazard_pointers", "announced_by_release", "model", "the announcement may come after the second look",
           Mutated<P, {.in = "announce", .access = Access::store, .to = std::memory_order_release}>>,
    Mutant<"hazard_pointers", "no_second_look", "model", "protect() does not look whether the node is still there",
           Mutated<P, {.in = "protect", .access = Access::load, .change = Change::repeat}>>,
    Mutant<"hazard_pointers", "clear_relaxed", "model", "a hazard is cleared before the reading is over",
           Mutated<P, {.in = "clear", .access = Access::store, .order = std::memory_order_release}>>,
    Mutant<"hazard_pointers", "scan_relaxed", "model", "the scan may miss a hazard",
           Mutated<P, {.in = "scan", .access = Access::load, .to = std::memory_order_relaxed}>>  //
    >;

}  // namespace syncbench
