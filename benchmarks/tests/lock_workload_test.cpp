// The timed run of a lock tells whether it excluded.
#include "benchmarks/lock_workload.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "benchmarks/tests/liars.hpp"
#include "impls/availability.hpp"

namespace syncbench {
namespace {

using std::chrono::milliseconds;

constexpr Timing brief{.warm_up = milliseconds(2),
                       .window = milliseconds(16),
                       .oversubscribed_warm_up = milliseconds(2),
                       .oversubscribed_window = milliseconds(80)};

template <class L>
Sample run_lock(unsigned threads, unsigned inside, unsigned outside = 0) {
  Team team(detect_topology(), Place::cores, threads, std::string(L::info.name));
  LockWorkload<L> workload(threads, inside, outside);
  return run_trial(team, workload, brief);
}

// So long a section that threads meet in it whatever the number of CPUs.
constexpr unsigned long_section = 100'000;

TEST(LockWorkload, accepts_every_lock_of_the_list) {
  for_each_type(Locks{}, []<class L>(std::type_identity<L>) {
    if constexpr (!AsksTheMachine<L>) {
      for (const unsigned threads : {1U, 2U, 3U}) {
        const auto sample = run_lock<L>(threads, 16, 16);
        EXPECT_EQ(sample.error, "") << L::info.name;
        EXPECT_GT(sample.window.operations, 0U) << L::info.name;
      }
    }
  });
}

TEST(LockWorkload, catches_a_lock_that_excludes_nobody) {
  const auto error = run_lock<NullLock>(4, long_section).error;
  EXPECT_NE(error.find("wrong result: of "), std::string::npos) << "said: '" << error << "'";
}

TEST(LockWorkload, catches_a_lock_that_lets_two_in) {
  const auto error = run_lock<LaxLock>(4, long_section).error;
  EXPECT_NE(error.find("began while another one was not over"), std::string::npos) << "said: '" << error << "'";
}

TEST(LockWorkload, accepts_a_lock_that_excludes_nobody_while_there_is_nobody) {
  EXPECT_EQ(run_lock<NullLock>(1, 16).error, "");
}

// What a section must notice by itself, without counting on luck.
TEST(LockWorkload, finds_a_section_that_is_not_over) {
  Protected data;
  EXPECT_TRUE(data.visit(3));
  ++data.entered;
  EXPECT_FALSE(data.visit(3));
}

}  // namespace
}  // namespace syncbench
