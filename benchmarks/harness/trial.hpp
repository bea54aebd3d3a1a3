// One sample: a fresh object, a warm-up, the floor, the timed window, the floor again, and the proof that the result
// is right.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "benchmarks/harness/floor.hpp"
#include "benchmarks/harness/team.hpp"
#include "benchmarks/harness/window.hpp"

namespace syncbench {

// How long a sample measures. When threads outnumber CPUs a member may keep a CPU for a whole scheduler tick, so the
// window has to be long enough for many of them.
struct Timing {
  Clock::duration warm_up = std::chrono::milliseconds(10);
  Clock::duration window = std::chrono::milliseconds(40);
  Clock::duration oversubscribed_warm_up = std::chrono::milliseconds(20);
  Clock::duration oversubscribed_window = std::chrono::milliseconds(160);
};

// What the team does to one object. Member i calls, in this order and on its own thread: enter(i), work(i, pace) for
// the warm-up and again for the window, settle(i), leave(i). All members have come back from one call before any is
// sent into the next, and verdict() comes between settle and leave.
template <class W>
concept Workload = requires(W& workload, unsigned member, Pace& pace) {
  workload.enter(member);
  { workload.work(member, pace) } -> std::same_as<Tally>;
  workload.settle(member);
  // Empty if everything that the object was asked to do was done; else one line that says what is wrong.
  { workload.verdict() } -> std::same_as<std::string>;
  workload.leave(member);
  // Members before it do no operations of their own (producers).
  { workload.first_counted() } -> std::same_as<unsigned>;
};

// A workload whose members may fall asleep inside work(): wake_all() wakes those who do. Member 0 may be among them, so
// the caller of run_trial watches the clock too, and calls it until all have come back.
template <class W>
concept Sleeps = requires(W& workload) {
  workload.wake_all();
};

struct Sample {
  WindowSummary window;
  std::uint32_t batch = 1;
  std::optional<double> floor_before_ns, floor_after_ns;
  std::optional<double> throttled_us;  // rise during the window; none without control groups
  std::optional<double> energy_j;      // of the CPU packages during the window; none if it cannot be read
  std::string error;                   // not empty: the numbers mean nothing
};

// Nanoseconds that `steps` of private work take member 0; none for no work.
std::optional<double> work_cost_ns(Team& team, unsigned steps);

// How many turns of a loop fit into a microsecond, by what the warm-up took; at least 1, at most 1024.
std::uint32_t batch_for(const Window& warm_up);

template <Workload W>
Sample run_trial(Team& team, W& workload, const Timing& timing = {}) {
  const auto members = team.size();
  const bool crowded = team.oversubscribed();
  team.run(members, "enter", [&](unsigned member) { workload.enter(member); });

  Window warm_up(members, crowded ? timing.oversubscribed_warm_up : timing.warm_up, 1, crowded);
  const auto work_in = [&](Window& window) {
    return
        [&](unsigned member) { window.take_part(member, [&](Pace& pace) { return workload.work(member, pace); }); };
  };
  const auto ending = [&workload, crowded](Window& window) -> std::function<void()> {
    if constexpr (Sleeps<W>) {
      return [&workload, &window] {
        if (window.end_if_over()) workload.wake_all();
      };
    } else if (crowded) {
      return [&window] { window.end_if_over(); };
    } else {
      return {};
    }
  };
  team.run(members, "warm-up", work_in(warm_up), ending(warm_up));

  Sample sample;
  // Crowded, a batch would be a long time: its thread may be off the CPU for many ticks of it.
  sample.batch = crowded ? 1 : batch_for(warm_up);
  Window window(members, crowded ? timing.oversubscribed_window : timing.window, sample.batch, crowded);
  sample.floor_before_ns = probe_floor(team);
  const auto throttled_before = throttled_us("/");
  const auto energy_before = read_energy("/");
  team.run(members, "window", work_in(window), ending(window));
  sample.energy_j = energy_between_j(energy_before, read_energy("/"));
  const auto throttled_after = throttled_us("/");
  sample.floor_after_ns = probe_floor(team);

  team.run(members, "settle", [&](unsigned member) { workload.settle(member); });
  sample.error = workload.verdict();
  team.run(members, "leave", [&](unsigned member) { workload.leave(member); });

  sample.window = summarize(window.reports(), workload.first_counted());
  if (throttled_before && throttled_after) sample.throttled_us = *throttled_after - *throttled_before;
  if (sample.error.empty() && sample.window.operations == 0) sample.error = "no operation was completed";
  return sample;
}

}  // namespace syncbench
