// What a thread does between two operations, on nothing but its own registers.
#pragma once

#include <cstdint>

namespace syncbench {

// One step is a multiplication and an addition that wait for the step before: 4 to 5 cycles on current CPUs. The
// answer is the `state` of the next call, so that the CPU cannot run the work of two operations at once.
inline std::uint64_t private_work(unsigned steps, std::uint64_t state) noexcept {
  // Knuth's MMIX generator; any odd constants would do.
  constexpr std::uint64_t multiplier = 6364136223846793005U, increment = 1442695040888963407U;
  for (; steps != 0; --steps) {
    state = state * multiplier + increment;
    asm volatile("" : "+r"(state));  // the compiler may not fold or drop a step
  }
  return state;
}

// Nanoseconds that `steps` of private work take on the calling thread: the median of a few short measurements.
double private_work_ns(unsigned steps);

}  // namespace syncbench
