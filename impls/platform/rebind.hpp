// The same strategy on another Platform: OnPlatform<TicketLock<>, JitteredPlatform> is TicketLock<JitteredPlatform>.
//
// So the lists of the kinds stay the only ones: whatever runs our strategies on another Platform walks over them.
#pragma once

#include <type_traits>

#include "impls/platform/std.hpp"

namespace syncbench {

namespace detail {

// A type that has no StdPlatform in it stays what it is.
template <class S, class Platform>
struct Rebound {
  using type = S;
};

template <class Platform>
struct Rebound<StdPlatform, Platform> {
  using type = Platform;
};

// Templates over types, such as an adapter over a lock over StdPlatform.
template <template <class...> class S, class... Args, class Platform>
struct Rebound<S<Args...>, Platform> {
  using type = S<typename Rebound<Args, Platform>::type...>;
};

// The same with numbers behind the types.
template <template <class, auto...> class S, class A, auto first, auto... others, class Platform>
struct Rebound<S<A, first, others...>, Platform> {
  using type = S<typename Rebound<A, Platform>::type, first, others...>;
};

template <template <class, class, auto...> class S, class A, class B, auto first, auto... others, class Platform>
struct Rebound<S<A, B, first, others...>, Platform> {
  using type = S<typename Rebound<A, Platform>::type, typename Rebound<B, Platform>::type, first, others...>;
};

struct AnotherPlatform : StdPlatform {};

}  // namespace detail

template <class S, class Platform>
using OnPlatform = typename detail::Rebound<S, Platform>::type;

// Whether a strategy reaches shared memory through a Platform.
template <class S>
concept Portable = !std::is_same_v<OnPlatform<S, detail::AnotherPlatform>, S>;

}  // namespace syncbench
