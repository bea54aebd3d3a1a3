// Waiting policy: spins for as long as it takes. With more threads than CPUs it keeps the one it waits for from running,
// until the system takes the CPU away.
#pragma once

#include <string_view>

#include "impls/platform/std.hpp"

namespace syncbench {

class Spin {
 public:
  static constexpr std::string_view name = "spin";

  void wait() noexcept { StdPlatform::pause(); }
  void reset() noexcept {}
};

}  // namespace syncbench
