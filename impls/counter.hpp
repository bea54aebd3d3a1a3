// Shared counters: many threads add, somebody reads the sum.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <type_traits>

#include "impls/adapters/locked_counter.hpp"
#include "impls/counter/cas_backoff.hpp"
#include "impls/counter/cas_loop.hpp"
#include "impls/counter/combining_funnel.hpp"
#include "impls/counter/fetch_add.hpp"
#include "impls/counter/fetch_add_seq_cst.hpp"
#include "impls/counter/flat_combining.hpp"
#include "impls/counter/sharded.hpp"
#include "impls/counter/sharded_per_cpu.hpp"
#include "impls/counter/sharded_unpadded.hpp"
#include "impls/counter/tbb_combinable.hpp"
#include "impls/counter/tbb_enumerable_thread_specific.hpp"
#include "impls/extra.hpp"
#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/list.hpp"
#include "impls/lock.hpp"

namespace syncbench {

// add(n) from any thread; value() is exact once every add() happened before it.
template <class C>
concept AddsAlone = requires(C& counter, std::uint64_t n) {
  counter.add(n);
};

template <class C>
concept AddsWithLocal = requires(C& counter, std::uint64_t n, typename C::Local& local) {
  counter.add(n, local);
};

template <class C>
concept Sums = requires(const C& counter) {
  { counter.value() } -> std::same_as<std::uint64_t>;
};

// With the thread's Local or without (instance.hpp).
template <class C>
concept Counter = (AddsAlone<C> || AddsWithLocal<C>)&&Sums<C>&& Described<C>;

template <class C>
concept FetchesAlone = requires(C& counter, std::uint64_t n) {
  { counter.fetch_add(n) } -> std::same_as<std::uint64_t>;
};

template <class C>
concept FetchesWithLocal = requires(C& counter, std::uint64_t n, typename C::Local& local) {
  { counter.fetch_add(n, local) } -> std::same_as<std::uint64_t>;
};

// Linearizable counters also answer with the sum before the addition.
template <class C>
concept FetchingCounter = (FetchesAlone<C> || FetchesWithLocal<C>)&&Counter<C>;

// Does not compile if the counter contradicts itself.
template <class C>
consteval bool checked_counter() {
  static_assert(checked_strategy<C>());
  static_assert(Sums<C>, "syncbench: a counter needs a sum; write `std::uint64_t value() const`");
  static_assert(HasLocal<C> || AddsAlone<C>, "syncbench: a counter needs add(n); write it, n is a std::uint64_t");
  static_assert(!HasLocal<C> || AddsWithLocal<C>,
                "syncbench: the counter has a Local nobody passes; write add(n, Local&), or drop Local");
  if constexpr (Described<C>) {
    constexpr bool linearizable = C::info.counter.consistency == Consistency::linearizable;
    constexpr bool fetches = FetchesAlone<C> || FetchesWithLocal<C>;
    static_assert(fetches || !linearizable,
                  "syncbench: a linearizable counter knows the sum before each addition; give it fetch_add(n), or "
                  "declare it quiescent");
    static_assert(linearizable || !fetches,
                  "syncbench: a quiescent counter knows no sum while others add; remove fetch_add, or declare it "
                  "linearizable");
  }
  return true;
}

inline std::string counter_class(const Info& info) { return std::string(to_string(info.counter.consistency)); }

// Every counter the suite knows, after those that the locks give. To add one: write impls/counter/<name>.hpp,
// include it, list it. Append, don't sort: chart markers follow this order.
using SuiteCounters = Joined<Mapped<LockedCounter, Locks>,            //
                        List<                                    //
                            FetchAddCounter<>,                   // one hardware read-modify-write
                            CasLoopCounter<>,                    // optimistic retry
                            TbbCombinableCounter,                // a value a thread, found by hash
                            ShardedCounter<>,                    // a line a thread
                            FetchAddSeqCstCounter<>,             // the default order of std::atomic
                            CasBackoffCounter<>,                 // optimistic retry, later each time
                            ShardedPerCpuCounter<>,              // a line a CPU
                            ShardedUnpaddedCounter<>,            // shards on shared lines: false sharing
                            TbbEnumerableThreadSpecificCounter,  // an element a thread, found by hash
                            FlatCombiningCounter<>,              // the lock's holder adds for all
                            CombiningFunnelCounter<>             // threads that meet add together
                            >>;

using Counters = Joined<SuiteCounters, syncbench::ExtraCounters>;

static_assert((for_each_type(Counters{}, []<class C>(std::type_identity<C>) { static_assert(checked_counter<C>()); }),
               true));

}  // namespace syncbench
