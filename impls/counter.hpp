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
concept Counter = Described<C> &&
    accepts<C>([](auto& c, auto&... local) -> decltype(c.add(std::uint64_t{1}, local...)) {}) &&
    requires(const C& counter) {
  { counter.value() } -> std::same_as<std::uint64_t>;
};

// Linearizable counters also answer with the sum before the addition.
template <class C>
concept FetchingCounter = Counter<C> &&
    accepts<C>([](auto& c, auto&... local) -> decltype(c.fetch_add(std::uint64_t{1}, local...)) {
      return std::uint64_t{};
    });

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
