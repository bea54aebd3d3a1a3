// A Platform that disturbs: random pauses and yields before each access, and weak compare-exchanges that fail for no
// reason. It finds interleavings that undisturbed threads hardly ever meet, the more so where there are few CPUs.
#pragma once

#include <cstdint>
#include <thread>

#include "impls/platform/hooked.hpp"

namespace syncbench {

// A source of small random decisions, one a thread.
class Jitter {
 public:
  // Each thread that jitters calls it once, with a seed of its own, if the run is to be repeatable.
  static void seed(std::uint64_t seed) noexcept { state() = seed * 0x9e3779b97f4a7c15U | 1; }

  // True once in `n`, a power of two.
  static bool once_in(std::uint64_t n) noexcept { return (next() & (n - 1)) == 0; }

  // Nothing, mostly; a few pauses; seldom the CPU goes to another thread.
  static void disturb() noexcept {
    if (!once_in(8)) return;
    if (once_in(8)) {
      std::this_thread::yield();
    } else {
      for (auto pauses = next() & 63; pauses != 0; --pauses) StdPlatform::pause();
    }
  }

 private:
  static std::uint64_t& state() noexcept {
    thread_local std::uint64_t state = 1;
    return state;
  }

  // xorshift64* (Vigna 2016), the upper half.
  static std::uint64_t next() noexcept {
    auto& x = state();
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    return (x * 0x2545f4914f6cdd1dU) >> 32;
  }
};

struct RandomDelays {
  static void before(Access access) noexcept {
    // A spin loop gives way: where threads outnumber CPUs, a hand-over would wait for the scheduler's next tick.
    if (access == Access::pause) return std::this_thread::yield();
    Jitter::disturb();
  }
  static bool fails_spuriously() noexcept { return Jitter::once_in(16); }
};

using JitteredPlatform = HookedPlatform<RandomDelays>;

}  // namespace syncbench
