// Counters with seeded bugs: backoff, shards by CPU, combining.
#pragma once

#include "impls/counter/cas_backoff.hpp"
#include "impls/counter/combining_funnel.hpp"
#include "impls/counter/fetch_add_seq_cst.hpp"
#include "impls/counter/flat_combining.hpp"
#include "impls/counter/sharded_per_cpu.hpp"
#include "impls/tests/mutants/mutant.hpp"

namespace syncbench {

// At the smallest tunings, where the model checker gets far.
template <class P, Mutation mutation>
using BadFetchAddSeqCst = FetchAddSeqCstCounter<Mutated<P, mutation>>;
template <class P, Mutation mutation>
using BadCasBackoff = CasBackoffCounter<Mutated<P, mutation>, 2>;
template <class P, Mutation mutation>
using BadShardedPerCpu = ShardedPerCpuCounter<Mutated<P, mutation>>;
template <class P, Mutation mutation>
using BadFlatCombining = FlatCombiningCounter<Mutated<P, mutation>, 1, 2>;
template <class P, Mutation mutation>
using BadFunnel = CombiningFunnelCounter<Mutated<P, mutation>, 2, 1>;

template <class P>
using OwnCounterMutants = List<
    Mutant<"fetch_add_seq_cst", "torn", "model", "a load, an addition and a store, as in ++ on a plain word",
           BadFetchAddSeqCst<P, {.in = "fetch_add", .access = Access::fetch_add, .change = Change::tear}>>,
    Mutant<"cas_backoff", "claims", "model", "the sum is stored without comparing",
           BadCasBackoff<P, {.in = "fetch_add",
                             .access = Access::compare_exchange,
                             .order = std::memory_order_relaxed,
                             .change = Change::claim}>>,
    Mutant<"cas_backoff", "believes_spurious_failure", "model",
           "an exchange that failed for no reason counts as done",
           BadCasBackoff<P, {.in = "fetch_add",
                             .access = Access::compare_exchange,
                             .order = std::memory_order_relaxed,
                             .change = Change::believe}>>,
    // The model checker has two CPUs, and no two threads on one of them where two add.
    Mutant<
        "sharded_per_cpu", "torn", "history", "threads on one CPU add by a load and a store",
        BadShardedPerCpu<
            P,
            {.in = "add", .access = Access::fetch_add, .order = std::memory_order_relaxed, .change = Change::tear}>>,
    Mutant<"flat_combining", "asks_relaxed", "model", "the combiner may not see what is to be added",
           BadFlatCombining<P, {.in = "fetch_add", .access = Access::store, .order = std::memory_order_release}>>,
    Mutant<"flat_combining", "waits_relaxed", "model", "an answer is read without acquire",
           BadFlatCombining<P, {.in = "fetch_add", .access = Access::load, .order = std::memory_order_acquire}>>,
    Mutant<"flat_combining", "answers_relaxed", "model", "an answer is given without release",
           BadFlatCombining<P, {.in = "serve_all", .access = Access::store, .order = std::memory_order_release}>>,
    Mutant<"flat_combining", "lock_torn", "model", "two combiners at once",
           BadFlatCombining<P, {.in = "try_lock",
                                .access = Access::exchange,
                                .order = std::memory_order_acquire,
                                .change = Change::tear}>>,
    Mutant<"flat_combining", "unlock_relaxed", "model", "the next combiner may see an old sum",
           BadFlatCombining<P, {.in = "unlock", .access = Access::store, .order = std::memory_order_release}>>,
    Mutant<"combining_funnel", "publishes_relaxed", "model", "who takes a record may not see its number",
           BadFunnel<P, {.in = "publish", .access = Access::store, .order = std::memory_order_release}>>,
    Mutant<"combining_funnel", "takes_relaxed", "model", "a record is taken without acquire",
           BadFunnel<P, {.in = "take", .access = Access::compare_exchange, .order = std::memory_order_acquire}>>,
    Mutant<"combining_funnel", "takes_without_comparing", "model", "a record is taken that nobody offers any more",
           BadFunnel<P, {.in = "take",
                         .access = Access::compare_exchange,
                         .order = std::memory_order_acquire,
                         .change = Change::claim}>>,
    Mutant<"combining_funnel", "goes_on_though_taken", "model", "a thread adds what another one adds for it",
           BadFunnel<P, {.in = "close",
                         .access = Access::compare_exchange,
                         .order = std::memory_order_relaxed,
                         .change = Change::claim}>>,
    Mutant<"combining_funnel", "hands_out_relaxed", "model", "an answer is given without release",
           BadFunnel<P, {.in = "hand_out", .access = Access::store, .order = std::memory_order_release}>>,
    Mutant<"combining_funnel", "awaits_relaxed", "model", "an answer is read without acquire",
           BadFunnel<P, {.in = "await", .access = Access::load, .order = std::memory_order_acquire}>>  //
    >;

}  // namespace syncbench
