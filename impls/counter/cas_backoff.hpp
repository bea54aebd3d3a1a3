// Counter by optimistic compare-exchange, with bounded exponential backoff.
//
// Algorithm:   read, add privately, publish with a compare-exchange; after a failure pause, twice as long each time
//              up to a limit, then read again. So the losers leave the line to the winner. Not randomized: threads
//              that fail together pause equally long, and only chance in their timing parts them.
// Consistency: linearizable (a single atomic word).
// Progress:    lock-free, not wait-free: some exchange always succeeds, a given thread may retry without bound. A
//              pause is bounded and waits for nobody.
// Cost:        uncontended add = 1 load + 1 compare-exchange; no allocation.
// Source:      Anderson: "The Performance of Spin Lock Alternatives for Shared-Memory Multiprocessors", IEEE TPDS
//              1(1), 1990 (backoff); Dice, Hendler, Mirsky: "Lightweight Contention Management for Efficient
//              Compare-and-Swap Operations", Euro-Par 2013 (on compare-exchange).
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

#include "impls/cache_line.hpp"
#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {

// Waits for `longest` pauses at most, some microseconds: many times what passing the line from CPU to CPU takes.
template <class Platform = StdPlatform, unsigned longest = 256>
class CasBackoffCounter {
  static_assert(longest > 0, "pauses at least once");

 public:
  static constexpr Info info{.name = "cas_backoff",
                             .family = Family::lock_free,
                             .source = Source::syncbench,
                             .progress = Progress::lock_free,
                             .counter = {Consistency::linearizable}};

  std::uint64_t fetch_add(std::uint64_t n) noexcept {
    for (unsigned pauses = 1;; pauses = std::min(2 * pauses, longest)) {
      // relaxed, all three: the exchange alone keeps the sum; the counter publishes no other data.
      auto seen = value_.load(std::memory_order_relaxed);
      if (value_.compare_exchange_weak(seen, seen + n, std::memory_order_relaxed, std::memory_order_relaxed)) {
        return seen;
      }
      for (unsigned i = 0; i < pauses; ++i) Platform::pause();
    }
  }

  void add(std::uint64_t n) noexcept { fetch_add(n); }

  // relaxed: callers join the adders first; join() is the synchronization.
  std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  alignas(cache_line) typename Platform::template atomic<std::uint64_t> value_{0};
};

static_assert(sizeof(CasBackoffCounter<>) == cache_line, "alone on its line");

template <class Platform, unsigned longest>
struct SmallestOf<CasBackoffCounter<Platform, longest>> {
  using type = CasBackoffCounter<Platform, 2>;
};

}  // namespace syncbench
