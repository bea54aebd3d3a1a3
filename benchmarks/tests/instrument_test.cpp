// What is known beforehand is read right.
#include <gtest/gtest.h>

#include <chrono>
#include <memory>

#include "benchmarks/counter_workload.hpp"
#include "benchmarks/instrument_entrants.hpp"
#include "benchmarks/latency_workload.hpp"

namespace syncbench {
namespace {

using std::chrono::milliseconds;

constexpr Timing brief{.warm_up = milliseconds(2),
                       .window = milliseconds(16),
                       .oversubscribed_warm_up = milliseconds(2),
                       .oversubscribed_window = milliseconds(80)};

TEST(Instrument, reads_the_fairness_of_three_turns_to_one) {
  for (int attempt = 0; attempt < 20; ++attempt) {
    Team team(detect_topology(), Place::cores, 2, "three to one");
    ThreeToOne workload(2);
    const auto sample = run_trial(team, workload, brief);
    ASSERT_EQ(sample.error, "");
    // A window begins and ends within a round of four turns. Then n operations are off by three at most, and the index
    // by less than 10 / n.
    const auto operations = static_cast<double>(sample.window.operations);
    EXPECT_NEAR(sample.window.jain, 0.8, 10 / operations) << operations;
    if (operations >= 100) return;
  }
  FAIL() << "no window had 100 turns";
}

TEST(Instrument, ends_though_the_member_whose_turn_it_is_has_gone) {
  Team team(detect_topology(), Place::cores, 2, "alone");
  ThreeToOne workload(2);
  Window window(1, milliseconds(2), 1, false);
  team.run(1, "member 0 alone", [&](unsigned member) {
    window.take_part(member, [&](Pace& pace) { return workload.work(member, pace); });
  });
  EXPECT_EQ(window.reports()[0].tally.operations, 3U);
  EXPECT_EQ(workload.verdict(), "");
}

TEST(Instrument, counts_with_a_delay_as_without) {
  for (const unsigned steps : {0U, 50U}) {
    Team team(detect_topology(), Place::cores, 1, "delayed");
    CounterWorkload<DelayedCounter> workload(1, 0, std::make_unique<DelayedCounter>(steps));
    EXPECT_EQ(run_trial(team, workload, brief).error, "");
    CounterLatency<> timed(hide<AnyCounter>(std::make_unique<DelayedCounter>(steps)), 1, 0);
    const auto sample = run_trial(team, timed, brief);
    EXPECT_EQ(sample.error, "");
    EXPECT_EQ(timed.adds().count(), sample.window.operations);
  }
}

}  // namespace
}  // namespace syncbench
