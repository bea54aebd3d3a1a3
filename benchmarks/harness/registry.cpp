#include "benchmarks/harness/registry.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <memory>
#include <optional>
#include <regex>
#include <utility>

namespace syncbench {
namespace {

std::atomic<bool> row_failed{false};
std::optional<std::regex> wanted;
std::vector<std::string> names;

void report(benchmark::State& state, const Row& row) {
  state.SetIterationTime(1 / row.ops_per_s);
  state.counters["ops_per_s"] = row.ops_per_s;
  for (const auto& [name, value] : row.counters) {
    if (value && std::isfinite(*value)) state.counters[name] = *value;
  }
}

// Of more members each one's share would fill the row.
constexpr std::size_t most_shares = 64;

void add_shares(Row& row, const std::vector<double>& shares) {
  if (shares.empty()) return;
  const auto [least, greatest] = std::minmax_element(shares.begin(), shares.end());
  row.counters.emplace_back("share_min", *least);
  row.counters.emplace_back("share_max", *greatest);
  if (shares.size() > most_shares) return;
  for (std::size_t i = 0; i < shares.size(); ++i) row.counters.emplace_back("share_" + std::to_string(i), shares[i]);
}

}  // namespace

std::vector<unsigned> sorted_once(std::vector<unsigned> counts) {
  std::sort(counts.begin(), counts.end());
  counts.erase(std::unique(counts.begin(), counts.end()), counts.end());
  return counts;
}

Axes default_axes(Topology topology) {
  const auto cpus = topology.usable();
  std::vector<unsigned> counts{1, 2, std::max(1U, cpus / 2), cpus, 2 * cpus, 4 * cpus};
  counts = sorted_once(std::move(counts));
  auto with_odd = counts;
  with_odd.push_back(4);  // two on each side, whatever the number of CPUs
  with_odd.push_back(5);
  if (cpus >= 8) with_odd.push_back(cpus - 1 + cpus % 2);
  return {std::move(topology), std::move(counts), sorted_once(std::move(with_odd))};
}

// The names are a contract with the scripts. None may be `threads` or `iterations`: Google Benchmark writes keys of
// these names itself, and JSON would have them twice.
Row row_of(const Sample& sample, const Team& team) {
  const auto& window = sample.window;
  Row row{.ops_per_s = static_cast<double>(window.operations) / window.seconds,
          .counters = {{"ops", static_cast<double>(window.operations)},
                       {"window_s", window.seconds},
                       {"overlap", window.overlap},
                       {"start_skew_ns", window.start_skew_ns},
                       {"team", team.size()},
                       {"cpus", team.cpus()},
                       {"batch", sample.batch},
                       {"failed", static_cast<double>(window.failures)},
                       {"cpu_s", window.cpu_s},
                       {"preempted_us", window.preempted_us},
                       {"ctx_voluntary", static_cast<double>(window.voluntary)},
                       {"ctx_involuntary", static_cast<double>(window.involuntary)},
                       {"jain", window.jain},
                       {"floor_before_ns", sample.floor_before_ns},
                       {"floor_after_ns", sample.floor_after_ns},
                       {"throttled_us", sample.throttled_us},
                       {"energy_j", sample.energy_j}},
          .error = sample.error};
  for (std::size_t i = 0; i < event_names.size(); ++i) row.counters.emplace_back(event_names[i], window.events[i]);
  add_shares(row, window.shares);
  return row;
}

void register_only(const std::string& filter) {
  if (filter.empty() || filter == "all" || filter.starts_with('-')) return;
  try {
    wanted.emplace(filter, std::regex::extended);  // as Google Benchmark does
  } catch (const std::regex_error&) {
  }
}

const std::vector<std::string>& registered_names() { return names; }

void register_benchmark(const Axes& axes, const std::string& name, std::string_view label, unsigned members,
                        Place place, std::function<Row(Team&)> measure) {
  if (wanted && !std::regex_search(name + "/iterations:1/manual_time", *wanted)) return;
  names.push_back(name);
  const auto run = [=, topology = axes.topology, label = std::string(label),
                    measure = std::move(measure)](benchmark::State& state) {
    for ([[maybe_unused]] const auto _ : state) {
      Team team(topology, place, members, name);  // if this throws, nothing can be measured here
      Row row;
      try {
        row = measure(team);
      } catch (const std::exception& error) {
        row.error = std::string("threw: ") + error.what();
      }
      if (row.error.empty()) {
        report(state, row);
      } else {
        row_failed = true;
        state.SkipWithError(row.error.c_str());
      }
    }
    state.SetLabel(label);
  };
  benchmark::RegisterBenchmark(name.c_str(), run)->Iterations(1)->UseManualTime()->Unit(benchmark::kNanosecond);
}

bool any_row_failed() { return row_failed; }

}  // namespace syncbench
