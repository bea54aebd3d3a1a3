// floor/instrument/<what>/threads:T/place:cores: whether the harness reads right what is known beforehand.
#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

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

constexpr auto turn = std::chrono::milliseconds(4);
constexpr unsigned pairs = 21;
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

// The same of one add in a loop written by hand: the median of so many runs that each go on for about so long.
double by_hand_ns(Team& team, unsigned blocks, unsigned runs, Clock::duration length) {
  std::vector<double> run_ns(runs);
  team.run(1, "by hand", [&](unsigned) {
    DelayedCounter counter(blocks);
    const auto adding_ns = [&counter](std::uint64_t adds) {
      const auto start = Clock::now();
      for (std::uint64_t i = 0; i < adds; ++i) counter.add(1);
      return ns_between(start, Clock::now()) / static_cast<double>(adds);
    };
    const auto adds = static_cast<std::uint64_t>(ns_between({}, Clock::time_point(length)) / adding_ns(1000)) + 1;
    for (auto& ns : run_ns) ns = adding_ns(adds);
  });
  return median(run_ns);
}

// What the delay takes of the time that passes, a turn long. On a virtual machine a part of each millisecond is the
// host's, of this loop as of the harness's.
double delay_by_hand_ns(Team& team, unsigned blocks) {
  return by_hand_ns(team, blocks, 1, turn) - by_hand_ns(team, 0, 1, turn);
}

// What it takes where nothing interrupts it, as most single calls.
double undisturbed_delay_ns(Team& team, unsigned blocks) {
  constexpr unsigned runs = 25;
  constexpr auto length = std::chrono::microseconds(50);
  return by_hand_ns(team, blocks, runs, length) - by_hand_ns(team, 0, runs, length);
}

// Of private work in an add that make it take about 100 ns longer.
unsigned blocks_of_100_ns(Team& team) {
  constexpr unsigned some = 10;
  return std::max(1U, static_cast<unsigned>(100 * some / undisturbed_delay_ns(team, some) + 0.5));
}

// An add with a delay built in, and one without, in the harness's loop and by the clock of single calls. The loops take
// turns, and the differences are paired.
Row delay_100(Team& team) {
  std::array<double, pairs> true_ns{}, read_ns{}, error_ns{}, latency_ns{}, latency_error_ns{};
  const TickRate rate;
  const auto floor_before = probe_floor(team);
  const auto blocks = blocks_of_100_ns(team);
  CounterWorkload<DelayedCounter> with(1, 0, std::make_unique<DelayedCounter>(blocks));
  CounterWorkload<DelayedCounter> without(1, 0, std::make_unique<DelayedCounter>(0));
  CounterLatency<> timed_with(hide<AnyCounter>(std::make_unique<DelayedCounter>(blocks)), 1, 0);
  CounterLatency<> timed_without(hide<AnyCounter>(std::make_unique<DelayedCounter>(0)), 1, 0);
  const auto for_all = [&](std::string_view phase, const auto& act) {
    team.run(1, phase, [&](unsigned) {
      act(with);
      act(without);
      act(timed_with);
      act(timed_without);
    });
  };
  for_all("enter", [](auto& workload) { workload.enter(0); });
  // Without the hundredth of the calls that something interrupted. The clock's steps are no small part of 100 ns, so it is
  // the mean.
  const auto timed_ns = [ns_per_tick = rate.ns_per_tick()](const CounterLatency<>& timed) {
    return timed.adds().mean_up_to(Histogram::whole / 100 * 99) * ns_per_tick;
  };
  for (unsigned pair = 0; pair < pairs; ++pair) {
    true_ns[pair] = delay_by_hand_ns(team, blocks);
    read_ns[pair] = harness_ns(team, with) - harness_ns(team, without);
    harness_ns(team, timed_with);
    harness_ns(team, timed_without);
    latency_ns[pair] = timed_ns(timed_with) - timed_ns(timed_without);
    error_ns[pair] = read_ns[pair] - true_ns[pair];
    latency_error_ns[pair] = latency_ns[pair] - undisturbed_delay_ns(team, blocks);
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
