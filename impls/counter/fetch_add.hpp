// Counter by one hardware read-modify-write.
//
// Algorithm:   atomic fetch-and-add.
// Consistency: linearizable (a single atomic word).
// Progress:    declared wait-free: so it is where the CPU adds in one instruction (x86, ARMv8.1 and later); elsewhere
//              the compiler makes it a retry loop, which is lock-free only.
// Cost:        uncontended add = 1 atomic read-modify-write; no allocation.
// Source:      C++20 [atomics.types.int].
#pragma once

#include <atomic>
#include <cstdint>

#include "impls/cache_line.hpp"
#include "impls/info.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {

template <class Platform = StdPlatform>
class FetchAddCounter {
 public:
  static constexpr Info info{.name = "fetch_add",
                             .family = Family::atomic,
                             .source = Source::syncbench,
                             .progress = Progress::wait_free,
                             .counter = {Consistency::linearizable}};

  // relaxed: additions to one word are totally ordered anyway; the counter publishes no other data.
  std::uint64_t fetch_add(std::uint64_t n) noexcept { return value_.fetch_add(n, std::memory_order_relaxed); }

  void add(std::uint64_t n) noexcept { fetch_add(n); }

  // relaxed: callers join the adders first; join() is the synchronization.
  std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  alignas(cache_line) typename Platform::template atomic<std::uint64_t> value_{0};
};

static_assert(sizeof(FetchAddCounter<>) == cache_line, "alone on its line");

}  // namespace syncbench
