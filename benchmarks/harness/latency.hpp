// What workloads that time single calls share.
#pragma once

#include <chrono>
#include <string_view>

#include "benchmarks/harness/histogram.hpp"
#include "benchmarks/harness/registry.hpp"
#include "benchmarks/harness/team.hpp"
#include "benchmarks/harness/tick_clock.hpp"
#include "benchmarks/harness/trial.hpp"

namespace syncbench {

// Long enough for the rare calls that the upper percentiles are about, whatever the number of threads.
inline constexpr Timing latency_timing{.warm_up = std::chrono::milliseconds(10),
                                       .window = std::chrono::milliseconds(160),
                                       .oversubscribed_warm_up = std::chrono::milliseconds(10),
                                       .oversubscribed_window = std::chrono::milliseconds(160)};

// When a thread's next operation was meant to start; asked just before it, once each. In a closed loop: now.
struct ClosedLoop {
  Ticks next() noexcept { return TickClock::now(); }
};

// Adds <prefix>_p50_ns, _p90_ns, _p99_ns, _p99_9_ns, _p99_99_ns, _max_ns and _n. A percentile is left out if fewer than
// 10 of the calls lie beyond it, since it would be a matter of luck; so is the maximum of none.
void add_percentiles(Row& row, std::string_view prefix, const Histogram& ticks, double ns_per_tick);

// What timing a call that does nothing reads in the median, on member 0: the clock and a virtual call. It is contained
// in each call's figure.
double empty_call_ns(Team& team, double ns_per_tick);

}  // namespace syncbench
