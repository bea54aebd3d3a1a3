// Which CPUs a measurement may use, and in which order.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syncbench {

enum class Place {
  cores,    // one thread a core first, neighbours first; then the second hardware thread of each core
  compact,  // hardware threads of one core side by side
};

constexpr std::string_view to_string(Place place) { return place == Place::cores ? "cores" : "compact"; }

struct Topology {
  std::vector<unsigned> cores;    // CPU numbers of the system in the order of Place::cores, cut to `usable`
  std::vector<unsigned> compact;  // the same for Place::compact
  unsigned in_mask = 0;           // CPUs in the affinity mask
  std::optional<double> quota;    // CPUs' worth of time the control group allows; none: no limit
  unsigned core_count = 0;        // distinct cores among the usable CPUs
  unsigned packages = 0;          // of the CPUs in the mask
  unsigned numa_nodes = 0;
  std::string cpu_model;

  // min(affinity mask, whole CPUs of the quota), at least 1.
  unsigned usable() const { return static_cast<unsigned>(cores.size()); }
  bool smt() const { return core_count < usable(); }
  const std::vector<unsigned>& order(Place place) const { return place == Place::cores ? cores : compact; }
};

// Asks hwloc, the affinity mask and the control groups. Throws std::runtime_error with one line.
Topology detect_topology();

// The smallest CPU quota on the way from this process's control group to the root, versions 1 and 2.
// `root` stands for "/" (tests hand in a folder of their own).
std::optional<double> cpu_quota(const std::filesystem::path& root);

// Time that this process's control group and those above it have kept their processes from running so far; none where
// the kernel does not say.
std::optional<double> throttled_us(const std::filesystem::path& root);

// Pins the calling thread to one CPU. Throws std::runtime_error with one line.
void pin_to(unsigned cpu);

}  // namespace syncbench
