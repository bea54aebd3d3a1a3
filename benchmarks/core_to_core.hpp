// Between which CPUs floor/shared/core_to_core measures.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "benchmarks/harness/topology.hpp"

namespace syncbench {

// Pairs are the square of the CPUs: at most so many, so that a sample takes seconds.
inline constexpr std::size_t most_probed_cpus = 64;

// In rising order. All usable CPUs; of more than `most_probed_cpus` one hardware thread a core, and of more cores than
// that as many, evenly spread.
inline std::vector<unsigned> probed_cpus(const Topology& topology) {
  auto cpus = topology.cores;
  // Place::cores has one hardware thread of each core first.
  if (cpus.size() > most_probed_cpus && topology.core_count > 0) cpus.resize(topology.core_count);
  std::sort(cpus.begin(), cpus.end());
  if (cpus.size() <= most_probed_cpus) return cpus;
  std::vector<unsigned> spread(most_probed_cpus);
  for (std::size_t i = 0; i < most_probed_cpus; ++i) spread[i] = cpus[i * cpus.size() / most_probed_cpus];
  return spread;
}

}  // namespace syncbench
