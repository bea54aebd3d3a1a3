// Our strategies with their smallest tuning, so that a few calls reach every branch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "impls/lock/futex_mutex.hpp"
#include "impls/lock/ticket.hpp"
#include "impls/queue/michael_scott.hpp"

namespace syncbench {

namespace detail {

template <class S>
struct SmallestOf {
  using type = S;
};

template <class P, class Number>
struct SmallestOf<TicketLock<P, Number>> {
  using type = TicketLock<P, std::uint8_t>;  // wraps around every 256 turns
};

template <class P, int spins>
struct SmallestOf<FutexMutexLock<P, spins>> {
  using type = FutexMutexLock<P, 1>;
};

template <class T, class P, std::size_t batch>
struct SmallestOf<MichaelScottQueue<T, P, batch>> {
  using type = MichaelScottQueue<T, P, 1>;  // looks what can be freed after each pop
};

}  // namespace detail

// S itself if it has nothing to tune.
template <class S>
using Smallest = typename detail::SmallestOf<S>::type;

// Calls visit(std::type_identity<S>{}), and then the same with the smallest tuning if there is another.
template <class S, class Visit>
void at_each_tuning(Visit visit) {
  visit(std::type_identity<S>{});
  if constexpr (!std::is_same_v<Smallest<S>, S>) visit(std::type_identity<Smallest<S>>{});
}

}  // namespace syncbench
