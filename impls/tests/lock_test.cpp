// Every lock of the list against its contract.
#include <gtest/gtest.h>

#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "impls/tests/contract/lock_contract.hpp"
#include "impls/tests/each.hpp"
#include "impls/tests/with_local.hpp"
#include "impls/watchdog/crowd.hpp"
#include "impls/watchdog/time_box.hpp"

namespace syncbench {
namespace {

class LockTest : public EachTest<AnyLock> {};
INSTANTIATE_TEST_SUITE_P(Each, LockTest, each_of(tested_locks(), tested<AnyLock, LockWithLocal>()), by_name);

TEST_P(LockTest, keeps_its_contract_alone) {
  const auto finding = lock_contract(GetParam(), std::string(info().name), 0.1);
  EXPECT_TRUE(finding.passed) << finding.detail;
}

TEST_P(LockTest, stays_its_owners_until_the_last_unlock_if_it_lets_it_in_again) {
  if (!info().lock.reentrant) GTEST_SKIP() << "not reentrant";
  const auto object = make_instance(strategy(), {.threads = 2});
  int guarded = 0;
  run_together(info().name, 2, [&](unsigned thread, Doing& self) {
    Handle<AnyLock> handle(*object, thread);
    for (unsigned i = 0; i < 1000; ++i) {
      self.now("lock twice", i);
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
TEST_P(LockTest, keeps_all_but_one_thread_out) {
  constexpr unsigned threads = 4;
  constexpr unsigned turns = 20'000;
  const auto object = make_instance(strategy(), {.threads = threads});
  unsigned inside = 0, most_inside = 0, entries = 0;
  std::vector<unsigned> taken(threads, 0);
  const TimeBox box;
  run_together(info().name, threads, [&](unsigned thread, Doing& self) {
    Handle<AnyLock> handle(*object, thread);
    for (unsigned i = 0; i < turns && box.open(); ++i) {
      self.now("lock", i);
      lock(handle);
      if (++inside > most_inside) most_inside = inside;
      ++entries;
      --inside;
      self.now("unlock", i);
      unlock(handle);
      ++taken[thread];
    }
  });
  EXPECT_EQ(most_inside, 1U);
  EXPECT_EQ(entries, std::accumulate(taken.begin(), taken.end(), 0U));
}

}  // namespace
}  // namespace syncbench
