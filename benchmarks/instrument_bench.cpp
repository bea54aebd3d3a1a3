// floor/instrument/<what>/threads:T/place:cores: whether the harness reads right what is known beforehand.
#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <numeric>
#include <string>

#include "benchmarks/counter_workload.hpp"
#include "benchmarks/floor_rows.hpp"
#include "benchmarks/harness/latency.hpp"
#include "benchmarks/instrument_entrants.hpp"
#include "benchmarks/latency_workload.hpp"
#include "benchmarks/suite.hpp"

namespace syncbench {
namespace {

// All readings differ by multiples of it: on some CPUs the counter jumps by many ticks at once.
Ticks clock_step(Team& team) {
  Ticks step = 0;
  team.run(1, "clock steps", [&step](unsigned) {
    auto last = TickClock::now();
    for (int i = 0; i < 10'000; ++i) {
      const auto next = TickClock::now();
      step = std::gcd(step, next - last);
      last = next;
    }
  });
  return step;
}

Row clock(Team& team) {
  const TickRate rate;
  auto row = time_loop(team, [] { TickClock::now(); });
  const auto ns_per_tick = rate.ns_per_tick();
  row.counters.emplace_back("empty_call_ns", empty_call_ns(team, ns_per_tick));
  row.counters.emplace_back("resolution_ns", static_cast<double>(clock_step(team)) * ns_per_tick);
  return row;
}

Row unfair_3_to_1(Team& team) { return measure_trial<ThreeToOne>(team, 2U); }

constexpr auto turn = std::chrono::milliseconds(2);
constexpr unsigned pairs = 15;
constexpr std::uint32_t batch = 16;

// Repeats work(0, pace) on member 0 for a turn: the nanoseconds of one operation.
template <class W>
double harness_ns(Team& team, W& workload) {
  Window window(1, turn, batch, false);
  team.run(1, "harness", [&](unsigned member) {
    window.take_part(member, [&](Pace& pace) { return workload.work(member, pace); });
  });
  const auto summary = summarize(window.reports(), 0);
  return summary.seconds * 1e9 / static_cast<double>(summary.operations);
}

// The same of one add in a loop written by hand.
double by_hand_ns(Team& team, unsigned steps) {
  std::array<double, 9> turns{};
  team.run(1, "by hand", [&](unsigned) {
    DelayedCounter counter(steps);
    const auto count = 16'384U / std::max(1U, steps);
    for (auto& ns : turns) {
      const auto start = Clock::now();
      for (unsigned i = 0; i < count; ++i) counter.add(1);
      ns = ns_between(start, Clock::now()) / count;
    }
  });
  return median(turns);
}

double delay_by_hand_ns(Team& team, unsigned steps) { return by_hand_ns(team, steps) - by_hand_ns(team, 0); }

// Of private work in an add that make it take about 100 ns longer.
unsigned steps_of_100_ns(Team& team) {
  constexpr unsigned some = 100;
  return std::max(1U, static_cast<unsigned>(100 * some / delay_by_hand_ns(team, some) + 0.5));
}

// An add with a delay built in, and one without, in the harness's loop and by the clock of single calls. The loops take
// turns, and the differences are paired.
Row delay_100(Team& team) {
  std::array<double, pairs> true_ns{}, read_ns{}, error_ns{}, latency_ns{}, latency_error_ns{};
  const TickRate rate;
  const auto floor_before = probe_floor(team);
  const auto steps = steps_of_100_ns(team);
  CounterWorkload<DelayedCounter> with(1, 0, std::make_unique<DelayedCounter>(steps));
  CounterWorkload<DelayedCounter> without(1, 0, std::make_unique<DelayedCounter>(0));
  CounterLatency<> timed(hide<AnyCounter>(std::make_unique<DelayedCounter>(steps)), 1, 0);
  const auto for_all = [&](std::string_view phase, const auto& act) {
    team.run(1, phase, [&](unsigned) {
      act(with);
      act(without);
      act(timed);
    });
  };
  for_all("enter", [](auto& workload) { workload.enter(0); });
  const auto ns_per_tick = rate.ns_per_tick();
  const auto clock_ns = empty_call_ns(team, ns_per_tick);
  for (unsigned pair = 0; pair < pairs; ++pair) {
    true_ns[pair] = delay_by_hand_ns(team, steps);
    read_ns[pair] = harness_ns(team, with) - harness_ns(team, without);
    harness_ns(team, timed);
    latency_ns[pair] = timed.adds().percentile(Histogram::whole / 2) * ns_per_tick - clock_ns;
    error_ns[pair] = read_ns[pair] - true_ns[pair];
    latency_error_ns[pair] = latency_ns[pair] - true_ns[pair];
  }
  auto row = row_of_ns(median(read_ns), team, floor_before, probe_floor(team));
  for_all("settle", [&row](auto& workload) {
    workload.settle(0);
    if (row.error.empty()) row.error = workload.verdict();
  });
  for_all("leave", [](auto& workload) { workload.leave(0); });
  row.counters.insert(row.counters.end(), {{"true_ns", median(true_ns)},
                                           {"read_ns", median(read_ns)},
                                           {"error_ns", median(error_ns)},
                                           {"latency_ns", median(latency_ns)},
                                           {"latency_error_ns", median(latency_error_ns)}});
  return row;
}

}  // namespace

void register_instrument(const Axes& axes) {
  const auto add = [&axes](const std::string& what, unsigned threads, Row (*measure)(Team&)) {
    const auto name = "floor/instrument/" + what + "/threads:" + std::to_string(threads) + "/place:cores";
    register_benchmark(axes, name, "floor", threads, Place::cores, measure);
  };
  add("clock", 1, clock);
  add("delay_100", 1, delay_100);
  add("unfair_3_to_1", 2, unfair_3_to_1);
}

}  // namespace syncbench
