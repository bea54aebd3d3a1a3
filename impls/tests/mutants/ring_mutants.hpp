// Our rings, and the queues that lock like them, with seeded bugs.
#pragma once

#include "impls/queue/gottlieb_ring.hpp"
#include "impls/queue/per_producer_queue.hpp"
#include "impls/queue/spsc_ring.hpp"
#include "impls/queue/two_lock_queue.hpp"
#include "impls/queue/two_lock_ring.hpp"
#include "impls/tests/mutants/mutant.hpp"

namespace syncbench {

template <class T, class P, Mutation mutation>
using BadTwoLockRing = TwoLockRingQueue<T, Mutated<P, mutation>, 1, 1, 1>;
template <class T, class P, Mutation mutation>
using BadTwoLockQueue = TwoLockQueue<T, Mutated<P, mutation>, 1>;
template <class T, class P, Mutation mutation>
using BadSpscRing = SpscRingQueue<T, Mutated<P, mutation>, 1, 1>;
template <class T, class P, Mutation mutation>
using BadGottliebRing = GottliebRingQueue<T, Mutated<P, mutation>, 1>;
template <class T, class P, Mutation mutation>
using BadPerProducer = PerProducerQueue<T, Mutated<P, mutation>>;

template <class T, class P>
using RingMutants = List<
    Mutant<
        "two_lock_ring", "take_torn", "model", "the bit is looked at, then set",
        BadTwoLockRing<
            T, P,
            {.in = "take", .access = Access::fetch_or, .order = std::memory_order_acquire, .change = Change::tear}>>,
    Mutant<"two_lock_ring", "take_relaxed", "model", "the bit is taken without acquire",
           BadTwoLockRing<T, P, {.in = "take", .access = Access::fetch_or, .order = std::memory_order_acquire}>>,
    Mutant<"two_lock_ring", "give_relaxed", "model,tsan,tsan_clang", "the position is published without release",
           BadTwoLockRing<T, P, {.in = "give", .access = Access::store, .order = std::memory_order_release}>>,
    Mutant<"two_lock_ring", "push_looks_relaxed", "model", "push looks at the consumers' position without acquire",
           BadTwoLockRing<T, P, {.in = "finds_slots", .access = Access::load, .order = std::memory_order_acquire}>>,
    Mutant<"two_lock_ring", "pop_looks_relaxed", "model", "pop looks at the producers' position without acquire",
           BadTwoLockRing<T, P, {.in = "finds_tasks", .access = Access::load, .order = std::memory_order_acquire}>>,
    Mutant<"two_lock_ring", "skips_a_slot", "contract", "the position is moved on by one too many",
           BadTwoLockRing<T, P,
                          {.in = "give",
                           .access = Access::store,
                           .order = std::memory_order_release,
                           .change = Change::offset,
                           .value = 2}>>,
    Mutant<
        "two_lock_queue", "lock_torn", "model", "a lock is looked at, then taken",
        BadTwoLockQueue<
            T, P,
            {.in = "lock", .access = Access::exchange, .order = std::memory_order_acquire, .change = Change::tear}>>,
    Mutant<"two_lock_queue", "links_relaxed", "model,tsan,tsan_clang", "push links the node without release",
           BadTwoLockQueue<T, P, {.in = "try_push", .access = Access::store, .order = std::memory_order_release}>>,
    Mutant<"two_lock_queue", "follows_relaxed", "model", "pop follows the link without acquire",
           BadTwoLockQueue<T, P, {.in = "try_pop", .access = Access::load, .order = std::memory_order_acquire}>>,
    Mutant<"two_lock_queue", "forgets_nodes", "asan", "what is left at the end is not freed",
           BadTwoLockQueue<T, P, {.in = "~TwoLockQueue", .access = Access::dispose, .change = Change::drop}>>,
    Mutant<"spsc_ring", "push_publishes_relaxed", "model,tsan,tsan_clang", "push moves the tail without release",
           BadSpscRing<T, P, {.in = "try_push", .access = Access::store, .order = std::memory_order_release}>>,
    Mutant<"spsc_ring", "pop_frees_relaxed", "model", "pop moves the head without release",
           BadSpscRing<T, P, {.in = "try_pop", .access = Access::store, .order = std::memory_order_release}>>,
    Mutant<"spsc_ring", "pop_looks_relaxed", "model", "pop looks at the tail without acquire",
           BadSpscRing<T, P, {.in = "finds_tasks", .access = Access::load, .order = std::memory_order_acquire}>>,
    Mutant<"spsc_ring", "publishes_too_early", "contract", "push moves the tail past a slot that is not filled",
           BadSpscRing<T, P,
                       {.in = "try_push",
                        .access = Access::store,
                        .order = std::memory_order_release,
                        .change = Change::offset,
                        .value = 1}>>,
    Mutant<"spsc_ring", "push_batch_publishes_relaxed", "model", "a batch moves the tail without release",
           BadSpscRing<T, P, {.in = "try_push_batch", .access = Access::store, .order = std::memory_order_release}>>,
    Mutant<"spsc_ring", "pop_batch_frees_relaxed", "model", "a batch moves the head without release",
           BadSpscRing<T, P, {.in = "try_pop_batch", .access = Access::store, .order = std::memory_order_release}>>,
    Mutant<"spsc_ring", "batch_publishes_too_early", "contract",
           "a batch moves the tail past a slot that is not filled",
           BadSpscRing<T, P,
                       {.in = "try_push_batch",
                        .access = Access::store,
                        .order = std::memory_order_release,
                        .change = Change::offset,
                        .value = 1}>>,
    Mutant<"gottlieb_ring", "push_hands_on_relaxed", "model,tsan,tsan_clang",
           "push hands the filled slot on without release",
           BadGottliebRing<T, P, {.in = "try_push", .access = Access::store, .order = std::memory_order_release}>>,
    Mutant<"gottlieb_ring", "waits_relaxed", "model", "the slot's turn is awaited without acquire",
           BadGottliebRing<T, P, {.in = "await", .access = Access::load, .order = std::memory_order_acquire}>>,
    Mutant<"gottlieb_ring", "ticket_torn", "model", "push draws its ticket by a load and a store",
           BadGottliebRing<T, P,
                           {.in = "try_push",
                            .access = Access::fetch_add,
                            .order = std::memory_order_relaxed,
                            .change = Change::tear}>>,
    Mutant<
        "gottlieb_ring", "credit_torn", "model", "credits are added by a load and a store",
        BadGottliebRing<
            T, P,
            {.in = "give", .access = Access::fetch_add, .order = std::memory_order_relaxed, .change = Change::tear}>>,
    Mutant<"per_producer_queue", "push_publishes_relaxed", "model,tsan,tsan_clang",
           "push moves its tail without release",
           BadPerProducer<T, P, {.in = "try_push", .access = Access::store, .order = std::memory_order_release}>>,
    Mutant<"per_producer_queue", "consumers_torn", "history", "the bit is looked at, then set",
           BadPerProducer<T, P,
                          {.in = "try_pop",
                           .access = Access::fetch_or,
                           .order = std::memory_order_acquire,
                           .change = Change::tear}>>,
    Mutant<"per_producer_queue", "push_looks_relaxed", "model", "push looks at the head without acquire",
           BadPerProducer<T, P, {.in = "try_push", .access = Access::load, .order = std::memory_order_acquire}>>,
    Mutant<"per_producer_queue", "skips_a_slot", "contract", "pop moves the head on by one too many",
           BadPerProducer<T, P,
                          {.in = "leave",
                           .access = Access::store,
                           .order = std::memory_order_release,
                           .change = Change::offset,
                           .value = 2}>>  //
    >;

}  // namespace syncbench
