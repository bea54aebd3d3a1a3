// CPU limits of the control groups, versions 1 and 2: see topology.hpp.
//
// Sources: Linux Documentation/admin-guide/cgroup-v2.rst ("cpu.max", "cpu.stat") and
// Documentation/scheduler/sched-bwc.rst (version 1).
#include <algorithm>
#include <fstream>
#include <sstream>

#include "benchmarks/harness/topology.hpp"

namespace syncbench {
namespace {

namespace fs = std::filesystem;

struct Group {
  fs::path base;    // where the hierarchy is mounted
  fs::path folder;  // this process's group in it, or `base` where a container hides the way
  int version;
};

std::optional<Group> cpu_group(const fs::path& root) {
  std::optional<Group> found;
  std::ifstream lines(root / "proc/self/cgroup");
  for (std::string line; std::getline(lines, line);) {
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const auto controllers = "," + line.substr(first + 1, second - first - 1) + ",";
    const auto path = fs::path(line.substr(second + 1)).relative_path();
    if (controllers.find(",cpu,") != std::string::npos) {
      const auto base = root / "sys/fs/cgroup/cpu";
      found = Group{base, base / path, 1};
      break;
    }
    if (controllers == ",,") {
      const auto base = root / "sys/fs/cgroup";
      found = Group{base, base / path, 2};  // unless a version 1 controller follows
    }
  }
  if (found && !fs::is_directory(found->folder)) found->folder = found->base;
  return found;
}

template <class T>
std::optional<T> read_value(const fs::path& file) {
  std::ifstream in(file);
  T value{};
  if (in >> value) return value;
  return std::nullopt;
}

std::optional<double> quota_of(const fs::path& folder, int version) {
  if (version == 2) {
    std::ifstream in(folder / "cpu.max");
    std::string quota;
    double period = 0;
    if (!(in >> quota >> period) || quota == "max" || period <= 0) return std::nullopt;
    return std::stod(quota) / period;
  }
  const auto quota = read_value<double>(folder / "cpu.cfs_quota_us");
  const auto period = read_value<double>(folder / "cpu.cfs_period_us");
  if (!quota || !period || *quota <= 0 || *period <= 0) return std::nullopt;
  return *quota / *period;
}

std::optional<double> throttled_us_of(const fs::path& folder) {
  std::ifstream in(folder / "cpu.stat");
  std::string key;
  for (double value = 0; in >> key >> value;) {
    if (key == "throttled_usec") return value;         // version 2
    if (key == "throttled_time") return value / 1000;  // version 1, nanoseconds
  }
  return std::nullopt;
}

// Calls visit(folder, version) for this process's group and each one above it: any of them may set a limit.
template <class Visit>
void walk_up(const fs::path& root, Visit visit) {
  const auto group = cpu_group(root);
  if (!group) return;
  for (auto folder = group->folder;; folder = folder.parent_path()) {
    visit(folder, group->version);
    if (folder == group->base || !folder.has_relative_path()) return;
  }
}

}  // namespace

std::optional<double> cpu_quota(const fs::path& root) {
  std::optional<double> smallest;
  walk_up(root, [&](const fs::path& folder, int version) {
    if (const auto quota = quota_of(folder, version)) smallest = std::min(smallest.value_or(*quota), *quota);
  });
  return smallest;
}

std::optional<double> throttled_us(const fs::path& root) {
  std::optional<double> sum;
  walk_up(root, [&](const fs::path& folder, int) {
    if (const auto throttled = throttled_us_of(folder)) sum = sum.value_or(0) + *throttled;
  });
  return sum;
}

}  // namespace syncbench
