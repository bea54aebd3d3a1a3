// Strategies of a header outside the tree, which `make ... EXTRA=path/to/my_lock.hpp` adds to the lists.
//
// Such a header says at its end, in namespace syncbench, what it adds; one of these lines is enough:
//   using ExtraLocks = List<MyLock<>>;
//   using ExtraCounters = List<MyCounter<>>;
//   template <class T> using ExtraQueues = List<MyQueue<T>>;
// The doors name these with `syncbench::` before them: so the header's are found first, and those below if it has none.
#pragma once

#include <type_traits>

#include "impls/list.hpp"

// Written by CMake into the build folder, if there is such a header.
#if __has_include("syncbench_extra.hpp")
#include "syncbench_extra.hpp"
#endif

namespace syncbench {

namespace no_extra {

using ExtraLocks = List<>;
using ExtraCounters = List<>;
template <class T>
using ExtraQueues = List<>;

}  // namespace no_extra

using namespace no_extra;  // NOLINT: see above

namespace detail {

template <class S, class... Ts>
constexpr bool is_one_of(List<Ts...>) {
  return (std::is_same_v<S, Ts> || ...);
}

}  // namespace detail

template <class S, class L>
inline constexpr bool is_in = detail::is_one_of<S>(L{});

}  // namespace syncbench
