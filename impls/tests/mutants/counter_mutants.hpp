// Counters with seeded bugs.
#pragma once

#include <cstdint>

#include "impls/counter/cas_loop.hpp"
#include "impls/counter/fetch_add.hpp"
#include "impls/counter/sharded.hpp"
#include "impls/tests/mutants/mutant.hpp"

namespace syncbench {

template <class P, Mutation mutation>
using BadFetchAdd = FetchAddCounter<Mutated<P, mutation>>;
template <class P, Mutation mutation>
using BadCasLoop = CasLoopCounter<Mutated<P, mutation>>;

// Threads 2n and 2n+1 write the same shard, each as if it were alone.
template <class P>
struct SharesShards : ShardedCounter<P> {
  using ShardedCounter<P>::ShardedCounter;
  struct Local : ShardedCounter<P>::Local {
    Local(SharesShards& counter, unsigned thread) : ShardedCounter<P>::Local(counter, thread / 2) {}
  };
};

// The sum and the answer are taken at two moments.
template <class P>
struct AnswersLater : FetchAddCounter<P> {
  std::uint64_t fetch_add(std::uint64_t n) {
    FetchAddCounter<P>::add(n);
    return this->value() - n;
  }
  void add(std::uint64_t n) { fetch_add(n); }
};

template <class P>
using CounterMutants = List<
    Mutant<"fetch_add", "torn", "model", "a load, an addition and a store, as in ++ on a plain word",
           BadFetchAdd<P, {.in = "fetch_add",
                           .access = Access::fetch_add,
                           .order = std::memory_order_relaxed,
                           .change = Change::tear}>>,
    Mutant<"fetch_add", "answers_later", "history", "the answer is read after the addition", AnswersLater<P>>,
    Mutant<"fetch_add", "adds_one_more", "contract", "each addition adds one too many",
           BadFetchAdd<P, {.in = "fetch_add",
                           .access = Access::fetch_add,
                           .order = std::memory_order_relaxed,
                           .change = Change::offset,
                           .value = 1}>>,
    Mutant<"cas_loop", "claims", "model", "the sum is stored without comparing",
           BadCasLoop<P, {.in = "fetch_add",
                          .access = Access::compare_exchange,
                          .order = std::memory_order_relaxed,
                          .change = Change::claim}>>,
    Mutant<"cas_loop", "believes_spurious_failure", "model", "an exchange that failed for no reason counts as done",
           BadCasLoop<P, {.in = "fetch_add",
                          .access = Access::compare_exchange,
                          .order = std::memory_order_relaxed,
                          .change = Change::believe}>>,
    Mutant<"sharded", "shares_shards", "model", "two threads write one shard", SharesShards<P>>  //
    >;

}  // namespace syncbench
