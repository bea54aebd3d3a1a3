#include "benchmarks/harness/trial.hpp"

#include <algorithm>

#include "benchmarks/harness/private_work.hpp"

namespace syncbench {

std::uint32_t batch_for(const Window& warm_up) {
  double steps = 0, microseconds = 0;
  for (const auto& report : warm_up.reports()) {
    steps += static_cast<double>(report.tally.steps);
    microseconds += std::chrono::duration<double, std::micro>(report.end - report.start).count();
  }
  return static_cast<std::uint32_t>(std::clamp(steps / std::max(1.0, microseconds), 1.0, 1024.0));
}

std::optional<double> work_cost_ns(Team& team, unsigned steps) {
  if (steps == 0) return std::nullopt;
  double ns = 0;
  team.run(1, "private work", [&](unsigned) { ns = private_work_ns(steps); });
  return ns;
}

}  // namespace syncbench
