// GoogleTest's typed suites over our lists.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "impls/list.hpp"

namespace syncbench {

namespace detail {
template <class... Ts>
::testing::Types<Ts...> as_types(List<Ts...>);
}  // namespace detail

template <class L>
using TestTypes = decltype(detail::as_types(L{}));

// Names each instance of a suite after the strategy.
struct StrategyName {
  template <class S>
  static std::string GetName(int) {
    return std::string(S::info.name);
  }
};

}  // namespace syncbench
