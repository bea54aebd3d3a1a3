#include "benchmarks/harness/tick_clock.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include <limits>
#include <thread>

#include "impls/history/stamp.hpp"

namespace syncbench {
namespace detail {

bool counter_is_invariant() noexcept {
#if defined(__x86_64__)
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  return __get_cpuid(0x8000'0007, &eax, &ebx, &ecx, &edx) != 0 && (edx >> 8 & 1) != 0;
#else
  return false;
#endif
}

}  // namespace detail

TickRate::TickRate() : first_(read_both()) {}

TickRate::Anchor TickRate::read_both() {
  Anchor closest{};
  auto distance = std::numeric_limits<Ticks>::max();
  for (int attempt = 0; attempt < 64; ++attempt) {
    const auto before = TickClock::now();
    const auto time = std::chrono::steady_clock::now();
    const auto after = TickClock::now();
    if (after - before >= distance) continue;
    distance = after - before;
    closest = {before + distance / 2, time};
  }
  return closest;
}

double TickRate::ns_per_tick() const {
  std::this_thread::sleep_until(first_.time + std::chrono::milliseconds(20));
  const auto last = read_both();
  const std::chrono::duration<double, std::nano> ns = last.time - first_.time;
  return ns.count() / static_cast<double>(last.ticks - first_.ticks);
}

bool ticks_agree_between_cpus() { return !TickClock::counts_cycles || stamps_agree_between_cpus(); }

}  // namespace syncbench
