// What this machine, or this build, does not have.
#pragma once

#include <concepts>
#include <string>
#include <string_view>

#include "impls/adapters/name.hpp"
#include "impls/instance.hpp"

namespace syncbench {

// Stands in a list for a strategy whose package was not there when it was compiled. It is in the catalogue, and nowhere
// else.
template <FixedString strategy, FixedString debian_package>
struct Missing {
  static constexpr std::string_view name = strategy.view();
  static std::string why() {
    return "not built: package " + std::string(debian_package.view()) + " is not installed";
  }
};

// A strategy that not every machine can run says why this one cannot, or nothing: `static std::string_view
// why_unavailable()`. It is then never made here.
template <class S>
concept AsksTheMachine = requires {
  { S::why_unavailable() } -> std::convertible_to<std::string_view>;
};

// What is made of a lock can run where the lock can.
template <class S>
std::string_view why_unavailable() {
  if constexpr (LockAdapter<S>) {
    return why_unavailable<LockOf<S>>();
  } else if constexpr (AsksTheMachine<S>) {
    return S::why_unavailable();
  } else {
    return {};
  }
}

}  // namespace syncbench
