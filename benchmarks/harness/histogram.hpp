// Counts of 64-bit values in buckets that grow with the value, so that any percentile can be told to within 1 %.
//
// Source: log-linear buckets as in Gil Tene's HdrHistogram (http://hdrhistogram.org).
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <numeric>

namespace syncbench {

// Values below 128 have a bucket each. Every further power of two, from 2^e to 2^(e+1), is cut into 64 buckets of
// 2^(e-6) values; a bucket is told by its middle. The error is then at most half a bucket, 2^(e-7), of a value that is
// at least 2^e: 1/128 of it, less than 0.8 %. 30 KB for all 64-bit values, few of which are touched.
class Histogram {
 public:
  // Of 10,000: how many of the values are at or below a percentile.
  static constexpr std::uint64_t whole = 10'000;

  void record(std::uint64_t value) noexcept {
    ++counts_[bucket_of(value)];
    max_ = std::max(max_, value);
  }

  void merge(const Histogram& other) noexcept {
    for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket) counts_[bucket] += other.counts_[bucket];
    max_ = std::max(max_, other.max_);
  }

  void clear() noexcept { *this = Histogram(); }

  std::uint64_t count() const noexcept { return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0}); }

  // Exact; 0 if there are no values.
  std::uint64_t max() const noexcept { return max_; }

  // The least value at or below which lie `share` ten-thousandths of all, at least one (nearest rank), to within 1/128
  // of itself. Precondition: count() > 0 and share <= whole.
  double percentile(std::uint64_t share) const noexcept {
    const auto rank = std::max<std::uint64_t>(1, count() - beyond(share));
    std::uint64_t seen = 0;
    std::size_t bucket = 0;
    while ((seen += counts_[bucket]) < rank) ++bucket;
    // The middle of the last bucket may lie beyond all values in it; max_ does not, and is no farther from them.
    return std::min(middle_of(bucket), static_cast<double>(max_));
  }

  // The mean of the values up to that percentile, to within 1/128 of itself: where a clock goes by steps that are not small
  // beside the values, it tells what no percentile can. Same precondition.
  double mean_up_to(std::uint64_t share) const noexcept {
    const auto rank = std::max<std::uint64_t>(1, count() - beyond(share));
    double sum = 0;
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; seen < rank; ++bucket) {
      const auto taken = std::min(counts_[bucket], rank - seen);
      sum += static_cast<double>(taken) * middle_of(bucket);
      seen += taken;
    }
    return sum / static_cast<double>(rank);
  }

  // How many of the values rank above that percentile.
  std::uint64_t beyond(std::uint64_t share) const noexcept {
    const auto all = count(), above = whole - share;
    return all / whole * above + all % whole * above / whole;  // all * above / whole without overflow
  }

 private:
  static constexpr unsigned cut_bits = 6;  // 2^6 buckets to a power of two

  // Without a branch: what is below 128 is not shifted.
  static std::size_t bucket_of(std::uint64_t value) noexcept {
    const auto shift = static_cast<unsigned>(std::bit_width(value | 1U << cut_bits)) - cut_bits - 1;
    return (std::size_t{shift} << cut_bits) + static_cast<std::size_t>(value >> shift);
  }

  static double middle_of(std::size_t bucket) noexcept {
    constexpr std::size_t cuts = std::size_t{1} << cut_bits;
    const auto shift = bucket < 2 * cuts ? 0 : bucket / cuts - 1;
    const auto least = static_cast<std::uint64_t>(bucket - shift * cuts) << shift;
    return static_cast<double>(least) + static_cast<double>((std::uint64_t{1} << shift) - 1) / 2;
  }

  std::array<std::uint64_t, (64 - cut_bits + 1) << cut_bits> counts_{};
  std::uint64_t max_ = 0;
};

}  // namespace syncbench
