#include "benchmarks/harness/registry.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <utility>

namespace syncbench {
namespace {

std::atomic<bool> row_failed{false};

// Google Benchmark writes NaN and infinity without quotes, which is no JSON: such a counter is left out.
void set_counter(benchmark::State& state, const std::string& name, double value) {
  if (std::isfinite(value)) state.counters[name] = value;
}

void set_counter(benchmark::State& state, const std::string& name, const std::optional<double>& value) {
  if (value) set_counter(state, name, *value);
}

// The names are a contract with the scripts. None may be `threads` or `iterations`: Google Benchmark writes keys of
// these names itself, and JSON would have them twice.
void report(benchmark::State& state, const Row& row, const Team& team) {
  const auto& sample = row.sample;
  const auto& window = sample.window;
  state.SetIterationTime(window.seconds / static_cast<double>(window.operations));
  set_counter(state, "ops_per_s", sample.ops_per_s());
  set_counter(state, "ops", static_cast<double>(window.operations));
  set_counter(state, "window_s", window.seconds);
  set_counter(state, "overlap", window.overlap);
  set_counter(state, "start_skew_ns", window.start_skew_ns);
  set_counter(state, "team", team.size());
  set_counter(state, "cpus", team.cpus());
  set_counter(state, "batch", sample.batch);
  set_counter(state, "failed", static_cast<double>(window.failures));
  set_counter(state, "cpu_s", window.cpu_s);
  set_counter(state, "ctx_voluntary", static_cast<double>(window.voluntary));
  set_counter(state, "ctx_involuntary", static_cast<double>(window.involuntary));
  set_counter(state, "jain", window.jain);
  set_counter(state, "floor_before_ns", sample.floor_before_ns);
  set_counter(state, "floor_after_ns", sample.floor_after_ns);
  set_counter(state, "throttled_us", sample.throttled_us);
  for (const auto& [name, value] : row.extra) set_counter(state, name, value);
}

void sort_unique(std::vector<unsigned>& counts) {
  std::sort(counts.begin(), counts.end());
  counts.erase(std::unique(counts.begin(), counts.end()), counts.end());
}

}  // namespace

Axes default_axes(Topology topology) {
  const auto cpus = topology.usable();
  std::vector<unsigned> counts{1, 2, std::max(1U, cpus / 2), cpus, 2 * cpus, 4 * cpus};
  sort_unique(counts);
  auto with_odd = counts;
  with_odd.push_back(5);
  if (cpus >= 8) with_odd.push_back(cpus - 1 + cpus % 2);
  sort_unique(with_odd);
  return {std::move(topology), std::move(counts), std::move(with_odd)};
}

void register_benchmark(const Axes& axes, const std::string& name, std::string_view label, unsigned members,
                        Place place, std::function<Row(Team&)> measure) {
  const auto run = [=, topology = axes.topology, label = std::string(label),
                    measure = std::move(measure)](benchmark::State& state) {
    for ([[maybe_unused]] const auto _ : state) {
      Team team(topology, place, members, name);
      const auto row = measure(team);
      if (row.sample.error.empty()) {
        report(state, row, team);
      } else {
        row_failed = true;
        state.SkipWithError(row.sample.error.c_str());
      }
    }
    state.SetLabel(label);
  };
  benchmark::RegisterBenchmark(name.c_str(), run)->Iterations(1)->UseManualTime()->Unit(benchmark::kNanosecond);
}

bool any_row_failed() { return row_failed; }

}  // namespace syncbench
