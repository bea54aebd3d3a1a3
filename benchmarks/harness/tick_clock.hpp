// A clock that is cheap enough to time single calls: the time-stamp counter of x86-64 where it runs evenly, else
// nanoseconds of the steady clock.
#pragma once

#include <chrono>
#include <cstdint>

namespace syncbench {

using Ticks = std::uint64_t;

namespace detail {

// Whether the counter has one rate in all power states: CPUID 8000'0007h, EDX bit 8 (AMD64 manual, volume 3, E.4.6;
// Intel SDM, volume 3, 18.17.1). Other architectures: false.
bool counter_is_invariant() noexcept;

inline Ticks steady_ticks() noexcept {
  using namespace std::chrono;
  return static_cast<Ticks>(duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count());
}

}  // namespace detail

class TickClock {
 public:
  static inline const bool counts_cycles = detail::counter_is_invariant();

  // The first lfence lets the counter be read only when the instructions before it are done (of an atomic
  // read-modify-write that means: visible), the second lets none after it begin before. There is no mfence, unlike in
  // the stamps of recorded histories: to wait for plain stores to become visible is no part of the call.
  static Ticks now() noexcept {
#if defined(__x86_64__)
    if (counts_cycles) {
      std::uint32_t low = 0, high = 0;
      asm volatile("lfence\n\trdtsc\n\tlfence" : "=a"(low), "=d"(high) : : "memory");
      return Ticks{high} << 32 | low;
    }
#endif
    return detail::steady_ticks();
  }
};

// How long a tick is, by the steady clock: from the construction to the question, but at least 20 ms.
//
// The two clocks are read together, the steady one between two readings of the counter, in the closest of many
// attempts. So the rate is off by no more than the two distances of these readings over the time between them: some
// 100 ns in 20 ms, 0.0005 %. What the system slews its clock by, at most 0.05 %, comes on top.
class TickRate {
 public:
  TickRate();
  double ns_per_tick() const;

 private:
  struct Anchor {
    Ticks ticks;
    std::chrono::steady_clock::time_point time;
  };
  static Anchor read_both();

  const Anchor first_;
};

// Whether a stamp of one CPU may be subtracted from one of another: always those of the steady clock; those of the
// counter if no two CPUs were seen to disagree. What is not seen is a disagreement smaller than a cache line's way
// between the two. Takes some milliseconds; not while anything is measured.
bool ticks_agree_between_cpus();

}  // namespace syncbench
