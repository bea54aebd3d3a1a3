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
#include "impls/tests/each.hpp"
#include "impls/tests/with_local.hpp"
#include "impls/watchdog/crowd.hpp"
#include "impls/watchdog/time_box.hpp"

namespace syncbench {
namespace {

static_assert(checked_counter<LockedCounter<LockWithLocal>>());

class CounterTest : public EachTest<AnyCounter> {};
INSTANTIATE_TEST_SUITE_P(Each, CounterTest,
                         each_of(tested_counters(), tested<AnyCounter, LockedCounter<LockWithLocal>>()), by_name);

TEST_P(CounterTest, keeps_its_contract_alone) {
  const auto finding = counter_contract(GetParam(), std::string(info().name), 0.1);
  EXPECT_TRUE(finding.passed) << finding.detail;
}

TEST_P(CounterTest, loses_nothing_among_threads) {
  constexpr unsigned threads = 4;
  constexpr std::uint64_t turns = 50'000;
  const auto counter = make_instance(strategy(), {.threads = threads});
  std::vector<std::uint64_t> added(threads, 0);
  const TimeBox box;
  run_together(info().name, threads, [&](unsigned thread, Doing& self) {
    Handle<AnyCounter> handle(*counter, thread);
    for (std::uint64_t i = 0; i < turns && box.open(); ++i) {
      self.now("add", i);
      add(handle, thread + 1);
      added[thread] += thread + 1;
    }
  });
  EXPECT_EQ(counter->value(), std::accumulate(added.begin(), added.end(), std::uint64_t{0}));
}

TEST_P(CounterTest, answers_each_sum_once_if_it_is_linearizable) {
  if (info().counter.consistency != Consistency::linearizable) GTEST_SKIP() << "it is quiescent, and does not answer";
  constexpr unsigned threads = 4;
  constexpr std::uint64_t turns = 20'000;
  const auto counter = make_instance(strategy(), {.threads = threads});
  std::vector<std::vector<std::uint64_t>> answers(threads);
  const TimeBox box;
  run_together(info().name, threads, [&](unsigned thread, Doing& self) {
    Handle<AnyCounter> handle(*counter, thread);
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

}  // namespace
}  // namespace syncbench
