// Sources: perf_event_open(2); Linux Documentation/power/powercap/powercap.rst.
#include "benchmarks/harness/meters.hpp"

#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string_view>
#include <system_error>

namespace syncbench {
namespace {

namespace fs = std::filesystem;

// -1 and errno if the kernel refuses.
int open_event(const Event& event, int leader, bool with_kernel) {
  perf_event_attr attributes{};
  attributes.size = sizeof attributes;
  attributes.type = event.type;
  attributes.config = event.config;
  attributes.disabled = leader < 0;
  attributes.exclude_kernel = !with_kernel;
  attributes.exclude_hv = 1;
  attributes.read_format = PERF_FORMAT_GROUP | PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
  constexpr int this_thread = 0, any_cpu = -1;
  return static_cast<int>(
      syscall(SYS_perf_event_open, &attributes, this_thread, any_cpu, leader, PERF_FLAG_FD_CLOEXEC));
}

// Each thread has a few events open in a window: hundreds of threads would reach the usual limit of 1024 files.
bool allow_many_files() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return false;
  limit.rlim_cur = limit.rlim_max;
  return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

std::string reason(int error) {
  switch (error) {
    case ENOENT:
    case ENODEV:
    case EOPNOTSUPP: return "this machine shows none, as most virtual machines";
    case EACCES:
    case EPERM: return "the kernel forbids them (kernel.perf_event_paranoid, or a container's seccomp filter)";
    default: return std::string("the kernel refuses them: ") + std::strerror(error);
  }
}

// A number in the first line; none if there is none or it may not be read.
std::optional<double> number_in(const fs::path& file) {
  std::ifstream in(file);
  double value = 0;
  if (in >> value) return value;
  return std::nullopt;
}

// Calls visit(folder) for the zone of each package. The zones inside of one (cores, memory) are parts of it, and
// `psys` contains it.
template <class Visit>
void each_package(const fs::path& root, Visit visit) {
  std::error_code none;
  for (fs::directory_iterator zone(root / "sys/class/powercap", none), end; !none && zone != end;
       zone.increment(none)) {
    const auto name = zone->path().filename().string();
    constexpr std::string_view prefix = "intel-rapl:";  // AMD's too
    if (!name.starts_with(prefix) || name.find(':', prefix.size()) != std::string::npos) continue;
    std::string kind;
    if (std::ifstream(zone->path() / "name") >> kind && kind.starts_with("package")) visit(zone->path());
  }
}

}  // namespace

const Events hardware_events{{{PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES},
                              {PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS},
                              {PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_MISSES}}};

Counts operator+(const Counts& a, const Counts& b) {
  Counts sum;
  for (std::size_t i = 0; i < sum.size(); ++i) {
    if (a[i] && b[i]) sum[i] = *a[i] + *b[i];
  }
  return sum;
}

Meter::Meter(const Events& events) {
  files_.fill(-1);
  files_[0] = open_event(events[0], -1, kernel_included_);
  if (files_[0] < 0 && (errno == EACCES || errno == EPERM)) {
    kernel_included_ = false;
    files_[0] = open_event(events[0], -1, kernel_included_);
  }
  if (files_[0] < 0) {
    why_not_ = reason(errno);
    return;
  }
  [[maybe_unused]] static const bool allowed = allow_many_files();
  for (std::size_t i = 1; i < files_.size(); ++i) files_[i] = open_event(events[i], files_[0], kernel_included_);
}

Meter::~Meter() {
  for (const auto file : files_) {
    if (file >= 0) close(file);
  }
}

void Meter::start() noexcept {
  if (files_[0] < 0) return;
  ioctl(files_[0], PERF_EVENT_IOC_RESET, PERF_IOC_FLAG_GROUP);
  ioctl(files_[0], PERF_EVENT_IOC_ENABLE, PERF_IOC_FLAG_GROUP);
}

Counts Meter::stop() noexcept {
  Counts counts;
  if (files_[0] < 0) return counts;
  ioctl(files_[0], PERF_EVENT_IOC_DISABLE, PERF_IOC_FLAG_GROUP);
  struct {
    std::uint64_t events, enabled, running;  // nanoseconds, both
    std::array<std::uint64_t, event_names.size()> values;
  } group{};
  if (read(files_[0], &group, sizeof group) <= 0 || group.running == 0) return counts;
  const auto scale = static_cast<double>(group.enabled) / static_cast<double>(group.running);
  // The values come in the order in which their events joined the group.
  for (std::size_t i = 0, next = 0; i < files_.size(); ++i) {
    if (files_[i] >= 0) counts[i] = static_cast<double>(group.values[next++]) * scale;
  }
  return counts;
}

EnergyReading read_energy(const fs::path& root) {
  EnergyReading reading;
  each_package(root, [&](const fs::path& zone) {
    if (const auto uj = number_in(zone / "energy_uj")) {
      reading[zone.filename().string()] = {*uj, number_in(zone / "max_energy_range_uj").value_or(0)};
    }
  });
  return reading;
}

std::optional<double> energy_between_j(const EnergyReading& before, const EnergyReading& after) {
  if (before.empty() || before.size() != after.size()) return std::nullopt;
  double uj = 0;
  for (const auto& [zone, then] : before) {
    const auto now = after.find(zone);
    if (now == after.end()) return std::nullopt;
    const auto rise = now->second.uj - then.uj;
    if (rise < 0 && then.range_uj <= 0) return std::nullopt;
    uj += rise < 0 ? rise + then.range_uj : rise;
  }
  return uj * 1e-6;
}

std::string why_no_energy(const fs::path& root) {
  if (!read_energy(root).empty()) return {};
  bool there = false;
  each_package(root, [&](const fs::path&) { there = true; });
  return there ? "the kernel shows it to root alone" : "this machine shows none, as most virtual machines";
}

}  // namespace syncbench
