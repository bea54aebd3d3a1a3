// The team: pinned, parked, watched.
#include "benchmarks/harness/team.hpp"

#include <gtest/gtest.h>
#include <sched.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <thread>
#include <vector>

namespace syncbench {
namespace {

TEST(Team, pins_members_round_the_cpus_of_the_placement) {
  const auto topology = detect_topology();
  const auto size = 2 * topology.usable() + 1;
  Team team(topology, Place::cores, size, "pins");
  std::vector<int> cpus(size, -1);
  team.run(size, "look", [&](unsigned member) { cpus[member] = sched_getcpu(); });
  for (unsigned i = 0; i < size; ++i) {
    EXPECT_EQ(cpus[i], static_cast<int>(topology.cores[i % topology.usable()])) << "member " << i;
  }
  EXPECT_TRUE(team.oversubscribed());
}

TEST(Team, runs_each_phase_on_the_asked_members_only_and_waits_for_them) {
  Team team(detect_topology(), Place::cores, 4, "phases");
  for (unsigned count = 1; count <= 4; ++count) {
    std::vector<std::atomic<int>> calls(4);
    team.run(count, "count", [&](unsigned member) { ++calls[member]; });
    for (unsigned i = 0; i < 4; ++i) EXPECT_EQ(calls[i], i < count ? 1 : 0);
  }
}

TEST(Team, has_a_pair_beside_its_members_on_the_first_two_cpus_whatever_the_placement) {
  auto topology = detect_topology();
  if (topology.usable() < 2) GTEST_SKIP() << "one CPU";
  topology.compact = {topology.cores[1], topology.cores[1]};
  for (const unsigned size : {1U, 5U}) {
    Team team(topology, Place::compact, size, "pair");
    std::vector<unsigned> cpus(2);
    team.run_pair("look", [&](unsigned index) { cpus[index] = static_cast<unsigned>(sched_getcpu()); });
    EXPECT_EQ(cpus, (std::vector<unsigned>{topology.cores[0], topology.cores[1]}));
  }
}

TEST(Team, has_no_pair_on_one_cpu) {
  auto one = detect_topology();
  one.cores.resize(1);
  one.compact.resize(1);
  EXPECT_FALSE(Team(one, Place::cores, 3, "one").has_pair());
}

TEST(Team, hands_on_what_a_member_throws_and_lives_on) {
  Team team(detect_topology(), Place::cores, 2, "throws");
  EXPECT_THROW(team.run(2, "throw",
                        [](unsigned member) {
                          if (member == 1) throw std::runtime_error("no memory");
                        }),
               std::runtime_error);
  std::atomic<int> calls{0};
  team.run(2, "again", [&](unsigned) { ++calls; });
  EXPECT_EQ(calls, 2);
}

TEST(Team, says_that_it_cannot_pin_to_a_cpu_that_is_not_there) {
  Topology nowhere;
  nowhere.cores = nowhere.compact = {100'000};
  EXPECT_THROW(Team(nowhere, Place::cores, 1, "nowhere"), std::runtime_error);
}

// noinline: so that the frame has this name.
[[gnu::noinline]] void sleep_for_ever() {
  for (;;) std::this_thread::sleep_for(std::chrono::seconds(1));
}

TEST(TeamDeathTest, shows_where_the_missing_members_are_and_names_task_phase_and_members_last) {
  ::testing::GTEST_FLAG(death_test_style) = "threadsafe";
  setenv("SYNCBENCH_WATCHDOG_S", "1", 1);
  const auto hang = [] {
    Team team(detect_topology(), Place::cores, 3, "some/task");
    team.run(3, "wait for ever", [](unsigned member) {
      if (member != 1) sleep_for_ever();
    });
  };
  EXPECT_EXIT(hang(), ::testing::ExitedWithCode(1),
              "some/task: thread 0, at:\n.*sleep_for_ever\\(\\).*some/task: thread 2, at:\n.*sleep_for_ever\\(\\).*\n"
              "some/task: hung in phase 'wait for ever': after 1 s these threads have not returned: 0, 2\n$");
  unsetenv("SYNCBENCH_WATCHDOG_S");
}

}  // namespace
}  // namespace syncbench
