// Shared counters: many threads add, somebody reads the sum.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>

#include "impls/adapters/locked_counter.hpp"
#include "impls/counter/cas_loop.hpp"
#include "impls/counter/fetch_add.hpp"
#include "impls/counter/sharded.hpp"
#include "impls/counter/tbb_combinable.hpp"
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

inline std::string counter_class(const Info& info) { return std::string(to_string(info.counter.consistency)); }

// Every counter the suite knows, after those that the locks give. To add one: write impls/counter/<name>.hpp,
// include it, list it. Append, don't sort: chart markers follow this order.
using Counters = Joined<Mapped<LockedCounter, Locks>,  //
                        List<                          //
                            FetchAddCounter<>,         // one hardware read-modify-write
                            CasLoopCounter<>,          // optimistic retry
                            TbbCombinableCounter,      // a value a thread, found by hash
                            ShardedCounter<>           // a line a thread
                            >>;

}  // namespace syncbench
