// Every counter of the list against its contract.
#include "impls/counter.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <random>
#include <vector>

#include "impls/tests/crowd.hpp"
#include "impls/tests/typed.hpp"
#include "impls/tests/with_local.hpp"

namespace syncbench {
namespace {

using Tested = Joined<Counters, List<LockedCounter<LockWithLocal>>>;

template <class C>
class CounterTest : public ::testing::Test {};
TYPED_TEST_SUITE(CounterTest, TestTypes<Tested>, StrategyName);

template <class C>
void add(Handle<C>& handle, std::uint64_t n) {
  handle.call([n](auto& counter, auto&... local) { counter.add(n, local...); });
}

TYPED_TEST(CounterTest, starts_at_zero) {
  static_assert(Counter<TypeParam>);
  EXPECT_EQ(make_instance<TypeParam>({.threads = 3})->value(), 0U);
}

TYPED_TEST(CounterTest, sums_what_one_thread_adds_modulo_two_to_the_64) {
  const auto counter = make_instance<TypeParam>({.threads = 1});
  Handle<TypeParam> handle(*counter, 0);
  std::mt19937_64 random(1);
  std::uint64_t expected = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto n = random();
    add(handle, n);
    expected += n;
    ASSERT_EQ(counter->value(), expected);
  }
}

TYPED_TEST(CounterTest, keeps_what_a_thread_added_after_its_handle_is_gone) {
  const auto counter = make_instance<TypeParam>({.threads = 2});
  for (unsigned thread : {0U, 1U, 0U}) {
    Handle<TypeParam> handle(*counter, thread);
    add(handle, 5);
  }
  EXPECT_EQ(counter->value(), 15U);
}

TYPED_TEST(CounterTest, loses_nothing_among_threads) {
  constexpr unsigned threads = 4;
  constexpr std::uint64_t turns = 50'000;
  const auto counter = make_instance<TypeParam>({.threads = threads});
  run_together(threads, [&](unsigned thread) {
    Handle<TypeParam> handle(*counter, thread);
    for (std::uint64_t i = 0; i < turns; ++i) add(handle, thread + 1);
  });
  EXPECT_EQ(counter->value(), turns * (1 + 2 + 3 + 4));
}

TYPED_TEST(CounterTest, answers_each_sum_once_if_it_is_linearizable) {
  constexpr bool linearizable = TypeParam::info.counter.consistency == Consistency::linearizable;
  static_assert(linearizable == FetchingCounter<TypeParam>, "linearizable counters have a fetch_add, others do not");
  if constexpr (linearizable) {
    constexpr unsigned threads = 4;
    constexpr std::uint64_t turns = 20'000;
    const auto counter = make_instance<TypeParam>({.threads = threads});
    std::vector<std::vector<std::uint64_t>> answers(threads);
    run_together(threads, [&](unsigned thread) {
      Handle<TypeParam> handle(*counter, thread);
      for (std::uint64_t i = 0; i < turns; ++i) {
        answers[thread].push_back(handle.call([](auto& c, auto&... local) { return c.fetch_add(1, local...); }));
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
