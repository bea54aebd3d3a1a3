// Every lock of the list against its contract.
#include "impls/lock.hpp"

#include <gtest/gtest.h>

#include <memory>

#include "impls/tests/crowd.hpp"
#include "impls/tests/typed.hpp"

namespace syncbench {
namespace {

template <class L>
class LockTest : public ::testing::Test {};
TYPED_TEST_SUITE(LockTest, TestTypes<Locks>, StrategyName);

template <class L>
void lock(Handle<L>& handle) {
  handle.call([](auto& l, auto&... local) { l.lock(local...); });
}

template <class L>
void unlock(Handle<L>& handle) {
  handle.call([](auto& l, auto&... local) { l.unlock(local...); });
}

TYPED_TEST(LockTest, can_be_taken_again_after_it_was_given_up) {
  static_assert(Lock<TypeParam>);
  const auto object = make_instance<TypeParam>({.threads = 1});
  Handle<TypeParam> handle(*object, 0);
  for (int i = 0; i < 3; ++i) {
    lock(handle);
    unlock(handle);
  }
}

TYPED_TEST(LockTest, lets_its_owner_in_again_if_it_says_so) {
  if (!TypeParam::info.lock.reentrant) GTEST_SKIP() << "not reentrant";
  const auto object = make_instance<TypeParam>({.threads = 2});
  int guarded = 0;
  run_together(2, [&](unsigned thread) {
    Handle<TypeParam> handle(*object, thread);
    for (int i = 0; i < 1000; ++i) {
      lock(handle);
      lock(handle);
      ++guarded;
      unlock(handle);
      ++guarded;  // still ours
      unlock(handle);
    }
  });
  EXPECT_EQ(guarded, 4000);
}

// The guarded words are no atomics: ThreadSanitizer sees a missing synchronization even where the sum is right.
TYPED_TEST(LockTest, keeps_all_but_one_thread_out) {
  constexpr unsigned threads = 4;
  constexpr unsigned turns = 20'000;
  const auto object = make_instance<TypeParam>({.threads = threads});
  unsigned inside = 0, most_inside = 0, entries = 0;
  run_together(threads, [&](unsigned thread) {
    Handle<TypeParam> handle(*object, thread);
    for (unsigned i = 0; i < turns; ++i) {
      lock(handle);
      if (++inside > most_inside) most_inside = inside;
      ++entries;
      --inside;
      unlock(handle);
    }
  });
  EXPECT_EQ(most_inside, 1U);
  EXPECT_EQ(entries, threads * turns);
}

}  // namespace
}  // namespace syncbench
