// floor/shared/core_to_core/threads:2/place:cores: the round trip of a cache line between each two CPUs, in one sample.
#include "benchmarks/core_to_core.hpp"

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "benchmarks/floor_rows.hpp"
#include "benchmarks/suite.hpp"

namespace syncbench {
namespace {

// The floor's own probe, by a team whose first two CPUs are these. The median of a few probes, at most a millisecond
// each; none if the two hardly ever met.
std::optional<double> round_trip_ns(Topology machine, unsigned a, unsigned b, const std::string& name) {
  machine.cores = machine.compact = {a, b};
  Team team(machine, Place::cores, 1, name);
  constexpr std::size_t probes = 3;
  std::vector<double> trips;
  for (std::size_t i = 0; i < probes; ++i) {
    if (const auto trip = probe_floor(team)) trips.push_back(*trip);
  }
  if (trips.empty()) return std::nullopt;
  return median(trips);
}

// ns per pair; a pair that hardly ever met is lacking. `real_time` is the median of all pairs.
Row core_to_core(const Topology& machine, Team& team, const std::string& name) {
  const auto floor_before = probe_floor(team);
  const auto cpus = probed_cpus(machine);
  std::vector<std::pair<std::string, std::optional<double>>> pairs;
  std::vector<double> measured;
  for (std::size_t i = 0; i < cpus.size(); ++i) {
    for (std::size_t j = i + 1; j < cpus.size(); ++j) {
      const auto ns = round_trip_ns(machine, cpus[i], cpus[j], name);
      pairs.emplace_back("pair_" + std::to_string(cpus[i]) + "_" + std::to_string(cpus[j]) + "_ns", ns);
      if (ns) measured.push_back(*ns);
    }
  }
  if (measured.empty()) {
    Row row;
    row.error = "no two threads met: other programs keep the CPUs busy";
    return row;
  }
  auto row = row_of_ns(median(measured), team, floor_before, probe_floor(team));
  row.counters.insert(row.counters.end(), pairs.begin(), pairs.end());
  return row;
}

}  // namespace

void register_core_to_core(const Axes& axes) {
  if (axes.topology.usable() < 2) return;
  const std::string name = "floor/shared/core_to_core/threads:2/place:cores";
  register_benchmark(axes, name, "floor", 2, Place::cores,
                     [machine = axes.topology, name](Team& team) { return core_to_core(machine, team, name); });
}

}  // namespace syncbench
