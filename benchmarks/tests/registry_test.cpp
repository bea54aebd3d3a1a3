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

}  // namespace
}  // namespace syncbench
