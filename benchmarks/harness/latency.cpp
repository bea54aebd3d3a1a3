#include "benchmarks/harness/latency.hpp"

#include <memory>
#include <string>

#include "impls/erased.hpp"

namespace syncbench {
namespace {

struct Nothing {
  void lock() {}
  void unlock() {}
};

}  // namespace

void add_percentiles(Row& row, std::string_view prefix, const Histogram& ticks, double ns_per_tick) {
  constexpr std::uint64_t enough = 10;
  constexpr std::pair<std::string_view, std::uint64_t> shares[] = {
      {"p50", 5000}, {"p90", 9000}, {"p99", 9900}, {"p99_9", 9990}, {"p99_99", 9999}};
  const auto key = [prefix](std::string_view what) { return std::string(prefix) + "_" + std::string(what); };
  for (const auto& [name, share] : shares) {
    if (ticks.beyond(share) < enough) continue;
    row.counters.emplace_back(key(name) + "_ns", ticks.percentile(share) * ns_per_tick);
  }
  const auto count = ticks.count();
  if (count != 0) row.counters.emplace_back(key("max_ns"), static_cast<double>(ticks.max()) * ns_per_tick);
  row.counters.emplace_back(key("n"), static_cast<double>(count));
}

double empty_call_ns(Team& team, double ns_per_tick) {
  constexpr unsigned calls = 10'000;
  Histogram readings;
  team.run(1, "empty calls", [&readings](unsigned member) {
    auto* nothing = hide<AnyLock>(std::make_unique<Nothing>()).release();
    asm volatile("" : "+r"(nothing));  // the compiler may not see whose the virtual calls are
    const std::unique_ptr<AnyLock> owned(nothing);
    Handle<AnyLock> handle(*owned, member);
    ClosedLoop arrivals;
    for (unsigned i = 0; i < calls; ++i) {
      const auto start = arrivals.next();
      lock(handle);
      readings.record(TickClock::now() - start);
    }
  });
  return readings.percentile(Histogram::whole / 2) * ns_per_tick;
}

}  // namespace syncbench
