// A list of types: what a kind registers, and how tests and benchmarks walk over it.
#pragma once

#include <type_traits>

namespace syncbench {

template <class... Ts>
struct List {};

// Calls visit(std::type_identity<T>{}) for each T, in order.
template <class... Ts, class Visit>
constexpr void for_each_type(List<Ts...>, Visit&& visit) {
  (visit(std::type_identity<Ts>{}), ...);
}

namespace detail {

template <template <class> class F, class... Ts>
List<F<Ts>...> mapped(List<Ts...>);

template <class... As, class... Bs>
List<As..., Bs...> joined(List<As...>, List<Bs...>);

}  // namespace detail

template <template <class> class F, class L>
using Mapped = decltype(detail::mapped<F>(L{}));

template <class A, class B>
using Joined = decltype(detail::joined(A{}, B{}));

}  // namespace syncbench
