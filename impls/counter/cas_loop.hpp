// Counter by optimistic compare-exchange.
//
// Algorithm:   read, add privately, publish with a compare-exchange; retry if another thread was faster.
// Consistency: linearizable (a single atomic word).
// Progress:    lock-free, not wait-free: some exchange always succeeds, a given thread may retry without bound.
// Cost:        uncontended add = 1 load + 1 compare-exchange; no allocation.
// Source:      folklore; C++20 [atomics.types.operations].
#pragma once

#include <atomic>
#include <cstdint>

#include "impls/cache_line.hpp"
#include "impls/info.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {

template <class Platform = StdPlatform>
class CasLoopCounter {
 public:
  static constexpr Info info{.name = "cas_loop",
                             .family = Family::lock_free,
                             .source = Source::syncbench,
                             .progress = Progress::lock_free,
                             .counter = {Consistency::linearizable}};

  std::uint64_t fetch_add(std::uint64_t n) noexcept {
    // relaxed: the exchange alone keeps the sum; the counter publishes no other data.
    auto seen = value_.load(std::memory_order_relaxed);
    while (!value_.compare_exchange_weak(seen, seen + n, std::memory_order_relaxed, std::memory_order_relaxed)) {
    }
    return seen;
  }

  void add(std::uint64_t n) noexcept { fetch_add(n); }

  // relaxed: callers join the adders first; join() is the synchronization.
  std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  alignas(cache_line) typename Platform::template atomic<std::uint64_t> value_{0};
};

static_assert(sizeof(CasLoopCounter<>) == cache_line, "alone on its line");

}  // namespace syncbench
