// What the reports of a window are made into.
#include "benchmarks/harness/window.hpp"

#include <gtest/gtest.h>

#include <string>

#include "benchmarks/harness/team.hpp"

namespace syncbench {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

MemberReport report(long start_us, long end_us, std::uint64_t operations) {
  MemberReport member;
  member.start = Clock::time_point(microseconds(start_us));
  member.end = Clock::time_point(microseconds(end_us));
  member.tally.operations = operations;
  return member;
}

TEST(Window, rates_by_first_start_and_last_end) {
  const auto all = summarize({report(0, 900, 10), report(100, 1000, 30)}, 0);
  EXPECT_DOUBLE_EQ(all.seconds, 1e-3);
  EXPECT_DOUBLE_EQ(all.start_skew_ns, 100e3);
  EXPECT_DOUBLE_EQ(all.overlap, 0.8);
  EXPECT_EQ(all.operations, 40U);
}

TEST(Window, has_no_overlap_when_one_ended_before_another_began) {
  EXPECT_DOUBLE_EQ(summarize({report(0, 100, 1), report(200, 300, 1)}, 0).overlap, 0.0);
}

TEST(Window, measures_fairness_among_those_who_do_operations) {
  EXPECT_DOUBLE_EQ(summarize({report(0, 1, 8), report(0, 1, 8)}, 0).jain, 1.0);
  EXPECT_DOUBLE_EQ(summarize({report(0, 1, 16), report(0, 1, 0)}, 0).jain, 0.5);
  EXPECT_DOUBLE_EQ(summarize({report(0, 1, 30), report(0, 1, 10)}, 0).jain, 0.8);  // 40^2 / (2 * 1000)
  // A producer in front does none by its role.
  EXPECT_DOUBLE_EQ(summarize({report(0, 1, 0), report(0, 1, 8), report(0, 1, 8)}, 1).jain, 1.0);
}

TEST(Window, shares_the_operations_out_among_those_who_do_them) {
  EXPECT_EQ(summarize({report(0, 1, 30), report(0, 1, 10)}, 0).shares, (std::vector<double>{0.75, 0.25}));
  EXPECT_EQ(summarize({report(0, 1, 0), report(0, 1, 4), report(0, 1, 4)}, 1).shares,
            (std::vector<double>{0.5, 0.5}));
}

TEST(Window, has_no_shares_where_they_would_say_nothing) {
  EXPECT_TRUE(summarize({report(0, 1, 8)}, 0).shares.empty());
  EXPECT_TRUE(summarize({report(0, 1, 0), report(0, 1, 8)}, 1).shares.empty());
  EXPECT_TRUE(summarize({report(0, 1, 0), report(0, 1, 0)}, 0).shares.empty());
}

// Both members of a team of two take part in the window; turn(member) is done before each batch is counted.
template <class Turn>
void run_two(Window& window, Team& team, Turn turn) {
  team.run(2, "window", [&](unsigned member) {
    window.take_part(member, [&](Pace& pace) {
      Tally tally;
      do {
        turn(member);
        tally.operations += pace.batch();
        tally.steps += pace.batch();
      } while (pace.go_on());
      return tally;
    });
  });
}

TEST(Window, lasts_as_long_as_asked_and_counts_what_was_done) {
  Team team(detect_topology(), Place::cores, 2, "window");
  Window window(2, milliseconds(20), 16, team.oversubscribed());
  run_two(window, team, [](unsigned) {});
  for (const auto& member : window.reports()) {
    EXPECT_GT(member.tally.operations, 0U);
    EXPECT_EQ(member.tally.operations % 16, 0U);
  }
  EXPECT_GE(summarize(window.reports(), 0).seconds, 0.020);
}

TEST(Window, ends_though_the_leader_is_slow) {
  Team team(detect_topology(), Place::cores, 2, "slow leader");
  Window window(2, milliseconds(5), 1, team.oversubscribed());
  run_two(window, team, [](unsigned member) {
    if (member == 0) std::this_thread::sleep_for(milliseconds(2));
  });
  EXPECT_LE(window.reports()[0].tally.operations, 5U);
}

// While its turns are quick the leader looks at the clock once in hundreds of them; then each takes long.
TEST(Window, is_ended_by_its_caller_when_the_leader_does_not_look) {
  Team team(detect_topology(), Place::cores, 1, "leader that slows down");
  Window window(1, milliseconds(30), 1, true);
  unsigned slow_turns = 0;
  team.run(
      1, "window",
      [&](unsigned member) {
        window.take_part(member, [&](Pace& pace) {
          for (unsigned turn = 0; pace.go_on(); ++turn) {
            if (turn < 100'000) continue;
            ++slow_turns;
            std::this_thread::sleep_for(milliseconds(20));
          }
          return Tally{};
        });
      },
      [&] { window.end_if_over(); });
  EXPECT_LT(slow_turns, 50U);
}

}  // namespace
}  // namespace syncbench
