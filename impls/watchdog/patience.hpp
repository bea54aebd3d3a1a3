// How long anything may take before it counts as hung.
#pragma once

#include <chrono>

namespace syncbench {

// SYNCBENCH_WATCHDOG_S seconds if it is set, else `otherwise`. Throws std::invalid_argument with one line if it is
// set to anything but a whole number of at least 1.
std::chrono::seconds watchdog_patience(std::chrono::seconds otherwise = std::chrono::seconds(10));

// A time limit is waited for in so many slices: a process that was frozen for a while finds one slice gone, not all
// its patience.
inline constexpr int patience_slices = 100;

}  // namespace syncbench
