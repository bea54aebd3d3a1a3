// Which cells there are.
#include "benchmarks/harness/registry.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace syncbench {
namespace {

Axes axes_for(unsigned cpus) {
  Topology topology;
  topology.cores.resize(cpus);
  std::iota(topology.cores.begin(), topology.cores.end(), 0U);
  topology.compact = topology.cores;
  topology.in_mask = topology.core_count = cpus;
  return default_axes(topology);
}

using Counts = std::vector<unsigned>;

TEST(Axes, fit_the_machine) {
  EXPECT_EQ(axes_for(1).counter_threads, (Counts{1, 2, 4}));
  EXPECT_EQ(axes_for(2).counter_threads, (Counts{1, 2, 4, 8}));
  EXPECT_EQ(axes_for(128).counter_threads, (Counts{1, 2, 64, 128, 256, 512}));
}

TEST(Axes, have_an_odd_count_for_lopsided_queues) {
  EXPECT_EQ(axes_for(2).queue_threads, (Counts{1, 2, 4, 5, 8}));
  const auto large = axes_for(128).queue_threads;
  EXPECT_TRUE(std::find(large.begin(), large.end(), 127U) != large.end());
}

TEST(Axes, place_in_two_ways_only_where_cores_have_two_threads) {
  auto axes = axes_for(4);
  EXPECT_EQ(axes.places().size(), 1U);
  axes.topology.core_count = 2;
  EXPECT_EQ(axes.places().size(), 2U);
}

std::optional<double> counter_of(const Row& row, const std::string& name) {
  for (const auto& [key, value] : row.counters) {
    if (key == name) return value;
  }
  return std::nullopt;
}

Row row_with_shares(std::vector<double> shares) {
  Sample sample;
  sample.window.shares = std::move(shares);
  return row_of(sample, Team(detect_topology(), Place::cores, 1, "shares"));
}

TEST(Row, has_the_least_the_greatest_and_each_share) {
  const auto row = row_with_shares({0.25, 0.5, 0.125, 0.125});
  EXPECT_EQ(counter_of(row, "share_min"), 0.125);
  EXPECT_EQ(counter_of(row, "share_max"), 0.5);
  EXPECT_EQ(counter_of(row, "share_0"), 0.25);
  EXPECT_EQ(counter_of(row, "share_3"), 0.125);
}

TEST(Row, has_each_share_only_of_a_few_members_and_none_of_one) {
  EXPECT_TRUE(counter_of(row_with_shares(std::vector<double>(64, 1.0 / 64)), "share_63"));
  const auto many = row_with_shares(std::vector<double>(65, 1.0 / 65));
  EXPECT_TRUE(counter_of(many, "share_min"));
  EXPECT_FALSE(counter_of(many, "share_0"));
  EXPECT_FALSE(counter_of(row_with_shares({}), "share_min"));
}

}  // namespace
}  // namespace syncbench
