// Strategies that have a tuning, at each of their tunings.
#pragma once

#include <type_traits>

#include "impls/instance.hpp"

namespace syncbench {

// Calls visit(std::type_identity<S>{}), and then the same with the smallest tuning if there is another.
template <class S, class Visit>
void at_each_tuning(Visit visit) {
  visit(std::type_identity<S>{});
  if constexpr (!std::is_same_v<Smallest<S>, S>) visit(std::type_identity<Smallest<S>>{});
}

}  // namespace syncbench
