#include "benchmarks/harness/floor.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "impls/cache_line.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {
namespace {

using ProbeClock = std::chrono::steady_clock;

constexpr auto longest = std::chrono::microseconds(900);
constexpr auto longest_to_meet = std::chrono::milliseconds(50);  // the partner may still be waking up
constexpr std::size_t batches = 12;
constexpr std::size_t fewest_batches = 4;
constexpr unsigned trips_per_batch = 64;  // 6 to 60 us: the clock's own cost vanishes
constexpr unsigned attempts = 3;          // seen here: one in a hundred fails, though the machine is idle
constexpr std::uint32_t over = ~0U;

struct alignas(cache_line) Ball {
  std::atomic<std::uint32_t> number{0};  // odd: on its way to the partner; even: back; `over`: no more
};

// Waits until the ball has left the state `from`, or until the time is up (false).
bool await_change(const Ball& ball, std::uint32_t from, ProbeClock::time_point until) {
  for (unsigned spins = 1;; ++spins) {
    // relaxed: the number itself is all that is passed.
    if (ball.number.load(std::memory_order_relaxed) != from) return true;
    if (spins % 1024 == 0 && ProbeClock::now() >= until) return false;
    // The pause is part of the figure, but without it the round trips scatter and regimes run into each other: two
    // spinning hardware threads of one core slow each other down.
    StdPlatform::pause();
  }
}

// Serves the ball and times the trips, ns each.
std::vector<double> serve(Ball& ball) {
  std::vector<double> round_trips;
  round_trips.reserve(batches);
  std::uint32_t number = 0;
  const auto trip = [&](ProbeClock::time_point until) {
    ball.number.store(++number, std::memory_order_relaxed);
    if (!await_change(ball, number, until)) return false;
    ++number;
    return true;
  };
  bool playing = trip(ProbeClock::now() + longest_to_meet);
  const auto until = ProbeClock::now() + longest;
  auto start = ProbeClock::now();
  while (playing && round_trips.size() < batches && start < until) {
    for (unsigned i = 0; playing && i < trips_per_batch; ++i) playing = trip(until);
    const auto end = ProbeClock::now();
    if (playing) {
      round_trips.push_back(std::chrono::duration<double, std::nano>(end - start).count() / trips_per_batch);
    }
    start = end;
  }
  ball.number.store(over, std::memory_order_relaxed);
  return round_trips;
}

void return_each(Ball& ball) {
  for (std::uint32_t number = 0;;) {
    const auto seen = ball.number.load(std::memory_order_relaxed);
    if (seen == over) return;
    if (seen == number) {
      StdPlatform::pause();
      continue;
    }
    number = seen + 1;
    // An exchange against `seen`, so that a late answer cannot wipe out `over`.
    auto expected = seen;
    ball.number.compare_exchange_strong(expected, number, std::memory_order_relaxed, std::memory_order_relaxed);
  }
}

// One attempt; none if the two were hardly ever on their CPUs at the same time.
std::optional<double> try_probe(Team& team) {
  Ball ball;
  std::vector<double> round_trips;
  team.run_pair("floor probe", [&](unsigned member) {
    if (member == 0) {
      round_trips = serve(ball);
    } else {
      return_each(ball);
    }
  });
  if (round_trips.size() < fewest_batches) return std::nullopt;
  const auto middle = round_trips.begin() + static_cast<std::ptrdiff_t>(round_trips.size() / 2);
  std::nth_element(round_trips.begin(), middle, round_trips.end());
  return *middle;
}

}  // namespace

std::optional<double> probe_floor(Team& team) {
  if (!team.has_pair()) return std::nullopt;
  for (unsigned attempt = 0; attempt < attempts; ++attempt) {
    if (const auto round_trip = try_probe(team)) return round_trip;
  }
  return std::nullopt;
}

}  // namespace syncbench
