// Waiting policy: spins for about a microsecond, then gives the CPU away on every further attempt.
//
// A policy is what a thread does between attempts that failed: wait() after a failure, reset() after a success. Its
// name is part of a result's name.
#pragma once

#include <string_view>
#include <thread>

#include "impls/platform/std.hpp"

namespace syncbench {

class SpinYield {
 public:
  static constexpr std::string_view name = "spin_yield";

  void wait() noexcept {
    if (attempts_ < spins) {
      ++attempts_;
      StdPlatform::pause();
    } else {
      std::this_thread::yield();
    }
  }

  void reset() noexcept { attempts_ = 0; }

 private:
  static constexpr unsigned spins = 32;  // a pause takes 10 to 140 cycles, by CPU
  unsigned attempts_ = 0;
};

}  // namespace syncbench
