// Percentiles against sorted values.
#include "benchmarks/harness/histogram.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace syncbench {
namespace {

using Values = std::vector<std::uint64_t>;

// Of every size: any bits, shifted down by any distance.
rc::Gen<Values> some_values() {
  return rc::gen::nonEmpty(rc::gen::container<Values>(rc::gen::map(
      rc::gen::pair(rc::gen::inRange(0, 64), rc::gen::arbitrary<std::pair<std::uint32_t, std::uint32_t>>()),
      [](const std::pair<int, std::pair<std::uint32_t, std::uint32_t>>& drawn) {
        const auto& [shift, halves] = drawn;
        return (std::uint64_t{halves.first} << 32 | halves.second) >> shift;
      })));
}

rc::Gen<std::uint64_t> some_share() { return rc::gen::inRange<std::uint64_t>(0, Histogram::whole + 1); }

Histogram histogram_of(const Values& values) {
  Histogram histogram;
  for (const auto value : values) histogram.record(value);
  return histogram;
}

// By nearest rank.
std::uint64_t percentile_of(Values values, std::uint64_t share) {
  std::sort(values.begin(), values.end());
  const auto rank = std::max<std::uint64_t>(1, (values.size() * share + Histogram::whole - 1) / Histogram::whole);
  return values[rank - 1];
}

bool is_within_one_part_in_128(double told, std::uint64_t value) {
  const auto exact = static_cast<double>(value);
  return std::abs(told - exact) <= exact / 128;
}

RC_GTEST_PROP(Histogram, tells_any_percentile_to_within_one_part_in_128, ()) {
  const auto values = *some_values();
  const auto share = *some_share();
  RC_ASSERT(is_within_one_part_in_128(histogram_of(values).percentile(share), percentile_of(values, share)));
}

RC_GTEST_PROP(Histogram, tells_how_many_rank_above_a_percentile, ()) {
  const auto values = *some_values();
  const auto share = *some_share();
  const auto rank = (values.size() * share + Histogram::whole - 1) / Histogram::whole;
  RC_ASSERT(histogram_of(values).beyond(share) == values.size() - rank);
}

RC_GTEST_PROP(Histogram, merged_is_the_histogram_of_all_values, ()) {
  auto values = *some_values();
  const auto others = *some_values();
  const auto share = *some_share();
  auto merged = histogram_of(values);
  merged.merge(histogram_of(others));
  values.insert(values.end(), others.begin(), others.end());
  const auto all = histogram_of(values);
  RC_ASSERT(merged.count() == values.size());
  RC_ASSERT(merged.max() == *std::max_element(values.begin(), values.end()));
  RC_ASSERT(merged.percentile(share) == all.percentile(share));
}

RC_GTEST_PROP(Histogram, tells_the_mean_up_to_a_percentile, ()) {
  auto values = *some_values();
  const auto share = *some_share();
  std::sort(values.begin(), values.end());
  const auto rank = std::max<std::size_t>(1, (values.size() * share + Histogram::whole - 1) / Histogram::whole);
  double sum = 0;
  for (std::size_t i = 0; i < rank; ++i) sum += static_cast<double>(values[i]);
  const auto mean = sum / static_cast<double>(rank);
  RC_ASSERT(std::abs(histogram_of(values).mean_up_to(share) - mean) <= mean / 128 * 1.000001);
}

TEST(Histogram, has_no_gap_or_overlap_at_the_edges_of_its_buckets) {
  constexpr auto most = std::numeric_limits<std::uint64_t>::max();
  Values edges{0, 1, most, most - 1};
  for (unsigned bit = 1; bit < 64; ++bit) {
    const auto power = std::uint64_t{1} << bit;
    for (const std::uint64_t cut : {0U, 1U, 63U}) {
      const auto edge = power + (bit > 6 ? cut << (bit - 6) : 0);
      edges.insert(edges.end(), {edge - 1, edge, edge + 1});
    }
  }
  for (const auto edge : edges) {
    const auto one = histogram_of({edge, most});  // the maximum does not cut its bucket short
    EXPECT_TRUE(is_within_one_part_in_128(one.percentile(5000), edge)) << edge;
    EXPECT_EQ(histogram_of({edge}).max(), edge);
  }
}

TEST(Histogram, is_exact_below_128) {
  for (std::uint64_t value = 0; value < 128; ++value) {
    EXPECT_EQ(histogram_of({value, 1000}).percentile(5000), static_cast<double>(value));
  }
}

TEST(Histogram, never_tells_more_than_the_maximum) {
  EXPECT_EQ(histogram_of({1'000'000'000}).percentile(Histogram::whole), 1e9);
}

TEST(Histogram, starts_over_when_cleared) {
  auto histogram = histogram_of({1, 2, 3});
  histogram.clear();
  EXPECT_EQ(histogram.count(), 0U);
  EXPECT_EQ(histogram.max(), 0U);
}

}  // namespace
}  // namespace syncbench
