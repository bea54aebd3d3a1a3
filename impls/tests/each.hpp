// GoogleTest's parameterized suites over strategies.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "impls/tests/tested.hpp"

namespace syncbench {

template <class Any>
class EachTest : public ::testing::TestWithParam<Tested<Any>> {
 protected:
  const Erased<Any>& strategy() const { return this->GetParam().tunings.front(); }
  const Info& info() const { return strategy().info; }
};

template <class Any>
void PrintTo(const Tested<Any>& strategy, std::ostream* out) {
  *out << strategy.info().name;
}

// Each strategy of a list, and those of the tests' own behind them; named after themselves.
template <class Any>
auto each_of(std::vector<Tested<Any>> strategies, const Tested<Any>& one_more) {
  strategies.push_back(one_more);
  return ::testing::ValuesIn(std::move(strategies));
}

constexpr auto by_name = [](const auto& info) { return std::string(info.param.info().name); };

}  // namespace syncbench
