// Which CPUs are measured against each other.
#include "benchmarks/core_to_core.hpp"

#include <gtest/gtest.h>

namespace syncbench {
namespace {

// CPU numbers as most systems give them: one hardware thread of each core, then the second ones. Or a core's side by
// side.
Topology machine(unsigned cores, unsigned threads_a_core, bool side_by_side = false) {
  Topology topology;
  topology.core_count = cores;
  for (unsigned thread = 0; thread < threads_a_core; ++thread) {
    for (unsigned core = 0; core < cores; ++core) {
      topology.cores.push_back(side_by_side ? core * threads_a_core + thread : thread * cores + core);
    }
  }
  topology.compact = topology.cores;
  return topology;
}

std::vector<unsigned> numbers(unsigned count, unsigned step = 1) {
  std::vector<unsigned> all(count);
  for (unsigned i = 0; i < count; ++i) all[i] = i * step;
  return all;
}

TEST(ProbedCpus, are_all_where_they_are_few_in_rising_order) {
  EXPECT_EQ(probed_cpus(machine(1, 1)), numbers(1));
  EXPECT_EQ(probed_cpus(machine(4, 2, true)), numbers(8));
  EXPECT_EQ(probed_cpus(machine(32, 2)), numbers(64));
}

TEST(ProbedCpus, of_many_are_one_hardware_thread_a_core) {
  EXPECT_EQ(probed_cpus(machine(40, 2)), numbers(40));
  EXPECT_EQ(probed_cpus(machine(48, 2, true)), numbers(48, 2));
}

TEST(ProbedCpus, of_many_cores_are_evenly_spread) {
  EXPECT_EQ(probed_cpus(machine(128, 2)), numbers(64, 2));
  const auto spread = probed_cpus(machine(96, 1));
  EXPECT_EQ(spread.size(), most_probed_cpus);
  for (std::size_t i = 1; i < spread.size(); ++i) {
    EXPECT_GE(spread[i] - spread[i - 1], 1U);
    EXPECT_LE(spread[i] - spread[i - 1], 2U);
  }
}

}  // namespace
}  // namespace syncbench
