// Lock-free queues with seeded bugs.
#pragma once

#include "impls/queue/faa_array.hpp"
#include "impls/queue/michael_scott_tagged.hpp"
#include "impls/queue/scq.hpp"
#include "impls/tests/mutants/mutant.hpp"

namespace syncbench {

template <class T, class P, Mutation mutation>
using BadScq = ScqQueue<T, Mutated<P, mutation>>;
template <class T, class P, Mutation mutation>
using BadFaaArray = FaaArrayQueue<T, Mutated<P, mutation>, 2>;
template <class T, class P, Mutation mutation>
using BadTagged = MichaelScottTaggedQueue<T, Mutated<P, mutation>>;

template <class T, class P>
using LockFreeMutants = List<
    Mutant<"scq", "puts_relaxed", "model,tsan,tsan_clang", "an index is put into its ring without release",
           BadScq<T, P, {.in = "put", .access = Access::compare_exchange}>>,
    Mutant<"scq", "takes_relaxed", "model", "an index is looked at and consumed without acquire",
           BadScq<T, Mutated<P, {.in = "take", .access = Access::load}>, {.in = "take", .access = Access::fetch_or}>>,
    Mutant<"scq", "threshold_not_raised", "contract", "a put leaves the threshold as it is",
           BadScq<T, P, {.in = "put", .access = Access::store, .change = Change::drop}>>,
    Mutant<"scq", "entry_claimed_by_store", "model", "a put sets its entry by a store",
           BadScq<T, P, {.in = "put", .access = Access::compare_exchange, .change = Change::claim}>>,
    Mutant<"scq", "spoils_by_store", "model", "a take that came too early spoils the entry by a store",
           BadScq<T, P, {.in = "take", .access = Access::compare_exchange, .change = Change::claim}>>,
    Mutant<"scq", "spoils_spuriously", "model", "a take believes that it has spoiled an entry when it has not",
           BadScq<T, P, {.in = "take", .access = Access::compare_exchange, .change = Change::believe}>>,
    Mutant<"scq", "takes_a_ticket_twice", "model", "two takes may draw the same ticket",
           BadScq<T, P, {.in = "take", .access = Access::fetch_add, .change = Change::tear}>>,
    Mutant<"scq", "does_not_consume", "model", "a take leaves the index in the entry",
           BadScq<T, P, {.in = "take", .access = Access::fetch_or, .change = Change::drop}>>,
    Mutant<"faa_array", "fills_relaxed", "model,tsan,tsan_clang", "push fills a slot without release",
           BadFaaArray<T, P, {.in = "fill", .access = Access::compare_exchange, .order = std::memory_order_release}>>,
    Mutant<"faa_array", "takes_relaxed", "model", "pop takes a task without acquire",
           BadFaaArray<T, P, {.in = "try_pop", .access = Access::exchange, .order = std::memory_order_acquire}>>,
    Mutant<"faa_array", "links_relaxed", "model", "push links a segment before its task can be seen",
           BadFaaArray<T, P, {.in = "append", .access = Access::compare_exchange}>>,
    Mutant<"faa_array", "slot_claimed_by_store", "model", "push fills its slot by a store",
           BadFaaArray<T, P,
                       {.in = "fill",
                        .access = Access::compare_exchange,
                        .order = std::memory_order_release,
                        .change = Change::claim}>>,
    Mutant<"faa_array", "head_claimed_by_store", "model", "pop goes on to the next segment by a store",
           BadFaaArray<T, P, {.in = "go_on", .access = Access::compare_exchange, .change = Change::claim}>>,
    Mutant<"faa_array", "draws_a_slot_twice", "model", "two pushes may draw the same slot",
           BadFaaArray<T, P, {.in = "try_push", .access = Access::fetch_add, .change = Change::tear}>>,
    Mutant<"faa_array", "no_hazard", "model", "segments are used without announcing them",
           BadFaaArray<T, P, {.in = "announce", .access = Access::store, .change = Change::drop}>>,
    Mutant<"faa_array", "forgets_segments", "asan", "segments that are left at the end are not freed",
           BadFaaArray<T, P, {.in = "~FaaArrayQueue", .access = Access::dispose, .change = Change::drop}>>,
    Mutant<"faa_array", "forgets_the_loser", "model", "a segment that was not linked is not freed",
           BadFaaArray<T, P, {.in = "append", .access = Access::dispose, .change = Change::drop}>>,
    Mutant<"michael_scott_tagged", "no_tags", "model",
           "a node that is back in its place looks as if it had never left", MichaelScottTaggedQueue<T, P, 0>>,
    Mutant<
        "michael_scott_tagged", "links_relaxed", "model", "push links the node before its task can be seen",
        BadTagged<T, P, {.in = "try_push", .access = Access::compare_exchange, .order = std::memory_order_release}>>,
    Mutant<"michael_scott_tagged", "push_looks_relaxed", "model", "push looks without acquire",
           BadTagged<T, P, {.in = "try_push", .access = Access::load, .order = std::memory_order_acquire}>>,
    Mutant<"michael_scott_tagged", "follows_relaxed", "model", "pop follows the link without acquire",
           BadTagged<T, P, {.in = "try_pop", .access = Access::load, .order = std::memory_order_acquire}>>,
    Mutant<"michael_scott_tagged", "tail_moves_relaxed", "model", "the tail is moved without release",
           BadTagged<T, P,
                     {.in = "advance_tail", .access = Access::compare_exchange, .order = std::memory_order_release}>>,
    Mutant<"michael_scott_tagged", "frees_relaxed", "model", "a node is put on the free list without release",
           BadTagged<T, P, {.in = "give", .access = Access::compare_exchange, .order = std::memory_order_release}>>,
    Mutant<"michael_scott_tagged", "takes_relaxed", "model", "a node is taken from the free list without acquire",
           BadTagged<T, P, {.in = "take", .access = Access::load, .order = std::memory_order_acquire}>>,
    Mutant<"michael_scott_tagged", "head_claimed_by_store", "model", "pop moves the head by a store",
           BadTagged<T, P,
                     {.in = "try_pop",
                      .access = Access::compare_exchange,
                      .order = std::memory_order_release,
                      .change = Change::claim}>>,
    Mutant<"michael_scott_tagged", "top_claimed_by_store", "model", "a node is taken from the free list by a store",
           BadTagged<T, P,
                     {.in = "take",
                      .access = Access::compare_exchange,
                      .order = std::memory_order_acquire,
                      .change = Change::claim}>>  //
    >;

}  // namespace syncbench
