// Every counter of the list against its contract.
#include "impls/counter.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "impls/tests/contract/counter_contract.hpp"
#include "impls/tests/typed.hpp"
#include "impls/tests/with_local.hpp"
#include "impls/watchdog/crowd.hpp"
#include "impls/watchdog/time_box.hpp"

namespace syncbench {
namespace {

using Tested = Joined<Counters, List<LockedCounter<LockWithLocal>>>;
static_assert(checked_counter<LockedCounter<LockWithLocal>>());

template <class C>
class CounterTest : public ::testing::Test {};
TYPED_TEST_SUITE(CounterTest, TestTypes<Tested>, StrategyName);

TYPED_TEST(CounterTest, keeps_its_contract_alone) {
  const auto finding = counter_contract<TypeParam>(std::string(TypeParam::info.name), 0.1);
  EXPECT_TRUE(finding.passed) << finding.detail;
}

TYPED_TEST(CounterTest, loses_nothing_among_threads) {
  constexpr unsigned threads = 4;
  constexpr std::uint64_t turns = 50'000;
  const auto counter = make_instance<TypeParam>({.threads = threads});
  std::vector<std::uint64_t> added(threads, 0);
  const TimeBox box;
  run_together(TypeParam::info.name, threads, [&](unsigned thread, Doing& self) {
    Handle<TypeParam> handle(*counter, thread);
    for (std::uint64_t i = 0; i < turns && box.open(); ++i) {
      self.now("add", i);
      add(handle, thread + 1);
      added[thread] += thread + 1;
    }
  });
  EXPECT_EQ(counter->value(), std::accumulate(added.begin(), added.end(), std::uint64_t{0}));
}

TYPED_TEST(CounterTest, answers_each_sum_once_if_it_is_linearizable) {
  constexpr bool linearizable = TypeParam::info.counter.consistency == Consistency::linearizable;
  if constexpr (!linearizable) {
    GTEST_SKIP() << "it is quiescent, and does not answer";
  } else {
    constexpr unsigned threads = 4;
    constexpr std::uint64_t turns = 20'000;
    const auto counter = make_instance<TypeParam>({.threads = threads});
    std::vector<std::vector<std::uint64_t>> answers(threads);
    const TimeBox box;
    run_together(TypeParam::info.name, threads, [&](unsigned thread, Doing& self) {
      Handle<TypeParam> handle(*counter, thread);
      for (std::uint64_t i = 0; i < turns && box.open(); ++i) {
        self.now("fetch_add", i);
        answers[thread].push_back(fetch_add(handle, 1));
      }
    });
    std::vector<std::uint64_t> all;
    for (const auto& own : answers) {
      EXPECT_TRUE(std::is_sorted(own.begin(), own.end()));
      all.insert(all.end(), own.begin(), own.end());
    }
    std::sort(all.begin(), all.end());
    for (std::uint64_t i = 0; i < all.size(); ++i) ASSERT_EQ(all[i], i);
  }
}

}  // namespace
}  // namespace syncbench
