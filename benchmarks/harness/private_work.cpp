#include "benchmarks/harness/private_work.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace syncbench {

double private_work_ns(unsigned steps) {
  using WorkClock = std::chrono::steady_clock;
  const unsigned calls = std::max(1U, 16'384U / std::max(1U, steps));
  std::array<double, 5> times{};
  std::uint64_t state = 0;
  for (auto& time : times) {
    const auto start = WorkClock::now();
    for (unsigned i = 0; i < calls; ++i) state = private_work(steps, state);
    time = std::chrono::duration<double, std::nano>(WorkClock::now() - start).count() / calls;
  }
  std::nth_element(times.begin(), times.begin() + 2, times.end());
  return times[2];
}

}  // namespace syncbench
