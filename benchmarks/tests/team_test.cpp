// The team: pinned, parked, watched.
#include "benchmarks/harness/team.hpp"

#include <gtest/gtest.h>
#include <sched.h>

#include <atomic>
#include <cstdlib>
#include <stdexcept>
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

TEST(Team, of_one_still_has_a_partner_for_the_floor_where_there_is_a_cpu_for_it) {
  const auto topology = detect_topology();
  Team team(topology, Place::cores, 1, "one");
  EXPECT_EQ(team.size(), 1U);
  EXPECT_EQ(team.has_pair(), topology.usable() > 1);
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

TEST(TeamDeathTest, names_the_task_the_phase_and_the_missing_members) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  setenv("SYNCBENCH_WATCHDOG_S", "1", 1);
  const auto hang = [] {
    Team team(detect_topology(), Place::cores, 3, "some/task");
    team.run(3, "wait for ever", [](unsigned member) {
      while (member != 1) std::this_thread::sleep_for(std::chrono::seconds(1));
    });
  };
  EXPECT_EXIT(hang(), ::testing::ExitedWithCode(1), "some/task: hung in phase 'wait for ever'.*returned: 0, 2");
}

}  // namespace
}  // namespace syncbench
