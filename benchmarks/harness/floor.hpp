// The floor: what this machine charges, right now, to pass a cache line between two CPUs and back.
#pragma once

#include <optional>

#include "benchmarks/harness/team.hpp"

namespace syncbench {

// The team's pair bounces a line of its own for at most a millisecond, everybody else parked. Answers the median
// round trip in ns; none with a single CPU, or when one of the two was kept from running in each of a few attempts.
std::optional<double> probe_floor(Team& team);

}  // namespace syncbench
