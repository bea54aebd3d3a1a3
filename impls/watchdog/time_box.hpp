// When a test that repeats itself has done enough.
#pragma once

#include <chrono>

namespace syncbench {

// Open for a while after it was made. A fair spinlock among more threads than free CPUs hands over once a scheduler
// tick, so a fixed number of turns could take minutes: such a loop ends at its number of turns or when the box is
// shut.
class TimeBox {
 public:
  explicit TimeBox(std::chrono::milliseconds length = std::chrono::seconds(2)) : end_(Clock::now() + length) {}
  bool open() const { return Clock::now() < end_; }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point end_;
};

}  // namespace syncbench
