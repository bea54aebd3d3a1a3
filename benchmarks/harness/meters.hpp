// What the hardware itself counts: events of a thread (performance counters) and energy of the machine (RAPL).
//
// Both are often missing: virtual machines rarely show performance counters, and most kernels show energy to root
// alone. What is missing is absent: never 0, never an error.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace syncbench {

// One kind of event, by the numbers of perf_event_open(2).
struct Event {
  std::uint32_t type;
  std::uint64_t config;
};

// The names are those of the row.
inline constexpr std::array event_names{"cycles", "instructions", "cache_misses"};
using Events = std::array<Event, event_names.size()>;
using Counts = std::array<std::optional<double>, event_names.size()>;

extern const Events hardware_events;

// Sums; an event that one of the two lacks is lacking.
Counts operator+(const Counts& a, const Counts& b);

// Counts events of the thread that made it, once, between start() and stop(). Where the kernel allows it that includes
// its work for the thread, else user space alone.
class Meter {
 public:
  // Costs a system call where the kernel refuses: about a microsecond.
  explicit Meter(const Events& events = hardware_events);
  ~Meter();
  Meter(const Meter&) = delete;
  Meter& operator=(const Meter&) = delete;

  void start() noexcept;
  // What was counted since start(). If others used the counters a part of the time, scaled up to the whole; none if
  // they did all the time.
  Counts stop() noexcept;

  bool kernel_included() const { return kernel_included_; }
  // Empty if at least the first event is counted; else one line that says why not.
  const std::string& why_not() const { return why_not_; }

 private:
  std::array<int, event_names.size()> files_;  // of the events; the first leads the group; -1: not counted
  bool kernel_included_ = true;
  std::string why_not_;
};

// Energy counters of the CPU packages, by zone.
struct EnergyCounter {
  double uj = 0;
  double range_uj = 0;  // where it begins again at 0; 0 if unknown
};
using EnergyReading = std::map<std::string, EnergyCounter>;

// Empty where none can be read. `root` stands for "/" (tests hand in a folder of their own).
EnergyReading read_energy(const std::filesystem::path& root);

// Joules of all packages; none if there is no counter, or not the same ones. A counter may have begun again once in
// between: it takes a package minutes.
std::optional<double> energy_between_j(const EnergyReading& before, const EnergyReading& after);

// Empty if energy can be read; else one line that says why not.
std::string why_no_energy(const std::filesystem::path& root);

}  // namespace syncbench
