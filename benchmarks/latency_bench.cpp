// lock/latency/<lock>/threads:T/cs:64/work:64/wait:<what its waiters do>/place:cores
// counter/latency/<counter>/threads:T/work:64/place:cores
// queue/latency/<queue>/shape:S/work:64/wait:spin_yield/place:cores
// queue/hand_off/<queue>/shape:1x1/work:0/wait:spin_yield/place:cores
//
// How long single calls take. All strategies are called behind virtual functions, so that this is compiled once.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "benchmarks/hand_off_workload.hpp"
#include "benchmarks/latency_workload.hpp"
#include "benchmarks/queue_latency_workload.hpp"
#include "benchmarks/shapes.hpp"
#include "benchmarks/suite.hpp"
#include "impls/every.hpp"

namespace syncbench {
namespace {

// Of private work between two operations, and of work under a lock.
constexpr unsigned steps = 64, section_steps = 64;

// Tries the workload and hands it over, with the length of a tick, for what it timed. `make` runs on member 0, so that
// the memory comes from that CPU's node.
template <class W, class Make, class Add>
Row measure(Team& team, const Make& make, const Add& add_figures) {
  const TickRate rate;
  std::optional<W> workload;
  team.run(1, "make", [&](unsigned) { make(workload); });
  auto row = row_of(run_trial(team, *workload, latency_timing), team);
  if (!row.error.empty()) return row;
  const auto ns_per_tick = rate.ns_per_tick();
  add_figures(row, *workload, ns_per_tick);
  row.counters.emplace_back("clock_ns", empty_call_ns(team, ns_per_tick));
  return row;
}

// One thread's time less another's: only where their clocks agree, which the row says.
void add_between_threads(Row& row, std::string_view prefix, const Histogram& ticks, bool agree, double ns_per_tick) {
  row.counters.emplace_back("stamps_synchronized", agree ? 1 : 0);
  if (agree) add_percentiles(row, prefix, ticks, ns_per_tick);
}

Row measure_lock(Team& team, const Erased<AnyLock>& strategy) {
  using Workload = LockLatency<>;
  const bool has_handovers = team.size() > 1;
  const bool agree = has_handovers && ticks_agree_between_cpus();
  auto row = measure<Workload>(
      team,
      [&](std::optional<Workload>& workload) {
        workload.emplace(make_instance(strategy, {.threads = team.size()}), team.size(), section_steps, steps);
      },
      [&](Row& figures, const Workload& workload, double ns_per_tick) {
        add_percentiles(figures, "lock", workload.locks(), ns_per_tick);
        if (!has_handovers) return;
        add_between_threads(figures, "handover", workload.handovers(), agree && workload.clocks_agreed(),
                            ns_per_tick);
      });
  row.counters.emplace_back("cs_ns", work_cost_ns(team, section_steps));
  row.counters.emplace_back("work_ns", work_cost_ns(team, steps));
  return row;
}

Row measure_counter(Team& team, const Erased<AnyCounter>& strategy) {
  using Workload = CounterLatency<>;
  auto row = measure<Workload>(
      team,
      [&](std::optional<Workload>& workload) {
        workload.emplace(make_instance(strategy, {.threads = team.size()}), team.size(), steps);
      },
      [](Row& figures, const Workload& workload, double ns_per_tick) {
        add_percentiles(figures, "add", workload.adds(), ns_per_tick);
      });
  row.counters.emplace_back("work_ns", work_cost_ns(team, steps));
  return row;
}

template <bool is_bounded, bool is_ordered>
Row measure_queue(Team& team, const Erased<AnyQueue>& strategy, const Shape& shape) {
  using Workload = QueueLatency<TimedQueue<is_bounded, is_ordered>>;
  auto row = measure<Workload>(
      team,
      [&](std::optional<Workload>& workload) {
        workload.emplace(make_instance(strategy, {.threads = shape.members(), .capacity = queue_capacity}), shape,
                         steps);
      },
      [](Row& figures, Workload& workload, double ns_per_tick) {
        add_percentiles(figures, "push", workload.pushes(), ns_per_tick);
        add_percentiles(figures, "pop", workload.pops(), ns_per_tick);
      });
  row.counters.emplace_back("work_ns", work_cost_ns(team, steps));
  return row;
}

Row measure_queue(Team& team, const Erased<AnyQueue>& strategy, const Shape& shape) {
  const bool is_ordered = keeps_producer_order(strategy.info.queue.order);
  if (strategy.info.queue.bounded) {
    return is_ordered ? measure_queue<true, true>(team, strategy, shape)
                      : measure_queue<true, false>(team, strategy, shape);
  }
  return is_ordered ? measure_queue<false, true>(team, strategy, shape)
                    : measure_queue<false, false>(team, strategy, shape);
}

Row measure_hand_off(Team& team, const Erased<AnyQueue>& strategy) {
  using Workload = HandOff<>;
  const bool agree = ticks_agree_between_cpus();
  return measure<Workload>(
      team,
      [&](std::optional<Workload>& workload) {
        const Limits limits{.threads = 2, .capacity = queue_capacity};
        workload.emplace(make_instance(strategy, limits), make_instance(strategy, limits));
      },
      [&](Row& figures, const Workload& workload, double ns_per_tick) {
        add_percentiles(figures, "round_trip", workload.round_trips(), ns_per_tick);
        add_between_threads(figures, "one_way", workload.one_way(), agree && workload.clocks_agreed(), ns_per_tick);
      });
}

// `middle`: the parts of the name between strategy and place.
void add_cell(const Axes& axes, const std::string& kind_and_workload, const Info& info, const std::string& middle,
              unsigned members, std::function<Row(Team&)> measure_it) {
  const auto name = kind_and_workload + "/" + std::string(info.name) + "/" + middle + "/place:cores";
  register_benchmark(axes, name, to_string(info.family), members, Place::cores, std::move(measure_it));
}

}  // namespace

void register_latency(const Axes& axes) {
  const std::string work = "/work:" + std::to_string(steps);
  const std::string wait = "/wait:" + std::string(SpinYield::name);
  for (const auto& strategy : every_lock()) {
    for (const auto threads : axes.counter_threads) {
      add_cell(axes, "lock/latency", strategy.plain.info,
               "threads:" + std::to_string(threads) + "/cs:" + std::to_string(section_steps) + work +
                   "/wait:" + std::string(to_string(strategy.plain.info.lock.waiting)),
               threads, [&strategy](Team& team) { return measure_lock(team, strategy.plain); });
    }
  }
  for (const auto& strategy : every_counter()) {
    for (const auto threads : axes.counter_threads) {
      add_cell(axes, "counter/latency", strategy.plain.info, "threads:" + std::to_string(threads) + work, threads,
               [&strategy](Team& team) { return measure_counter(team, strategy.plain); });
    }
  }
  for (const auto& strategy : every_queue()) {
    const auto& info = strategy.plain.info;
    for (const auto threads : axes.queue_threads) {
      for (const auto& shape : shapes_of(threads)) {
        if (!allows(info.queue, shape)) continue;
        add_cell(axes, "queue/latency", info, "shape:" + shape.name() + work + wait, shape.members(),
                 [&strategy, shape](Team& team) { return measure_queue(team, strategy.plain, shape); });
      }
    }
    if (std::find(axes.queue_threads.begin(), axes.queue_threads.end(), 2U) == axes.queue_threads.end()) continue;
    add_cell(axes, "queue/hand_off", info, "shape:1x1/work:0" + wait, 2,
             [&strategy](Team& team) { return measure_hand_off(team, strategy.plain); });
  }
}

}  // namespace syncbench
