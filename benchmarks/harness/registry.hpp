// How a workload becomes a benchmark of Google Benchmark: its name, its run, its row in the JSON.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "benchmarks/harness/topology.hpp"
#include "benchmarks/harness/trial.hpp"
#include "impls/info.hpp"

namespace syncbench {

// What this run varies.
struct Axes {
  Topology topology;
  std::vector<unsigned> counter_threads;
  std::vector<unsigned> queue_threads;  // producers and consumers together

  std::vector<Place> places() const {
    return topology.smt() ? std::vector{Place::cores, Place::compact} : std::vector{Place::cores};
  }
};

// In rising order, each once.
std::vector<unsigned> sorted_once(std::vector<unsigned> counts);

// 1, 2, N/2, N, 2N and 4N threads for N usable CPUs; for queues an odd number more, which makes a lopsided shape.
Axes default_axes(Topology topology);

// A row of the JSON. A counter without a value is left out, and so is one that is not finite: Google Benchmark would
// write NaN and infinity without quotes, which is no JSON.
struct Row {
  double ops_per_s = 0;
  std::vector<std::pair<std::string, std::optional<double>>> counters;
  std::string error;  // not empty: there is no result, and this line says why
};

// The row of a trial.
Row row_of(const Sample& sample, const Team& team);

// Makes the workload on member 0, so that its memory comes from that CPU's node in every sample, and tries it.
template <Workload W, class... Args>
Row measure_trial(Team& team, Args... args) {
  std::optional<W> workload;
  team.run(1, "make", [&](unsigned) { workload.emplace(args...); });
  return row_of(run_trial(team, *workload), team);
}

// From now on, only what this regular expression finds in its name is registered: what Google Benchmark is told to run.
// It would find that itself, but takes long with thousands of benchmarks, and each sample is a process. One that it reads
// in a way of its own is left to it.
void register_only(const std::string& filter);

// In the order in which they were registered.
const std::vector<std::string>& registered_names();

// Registers a benchmark that measures once for each time it runs. `measure` gets a team of `members` pinned by
// `place`; what it throws is the cell's failure. `label` stands in the row as it is (the family).
void register_benchmark(const Axes& axes, const std::string& name, std::string_view label, unsigned members,
                        Place place, std::function<Row(Team&)> measure);

// True if a row of this process carries an error.
bool any_row_failed();

using Registrar = void (*)(const Axes&);

// The whole program: reads the command line, registers, runs. Exit codes: 0 fine; 1 a result is wrong or a task hung;
// 2 usage or environment.
int run_program(int argc, char** argv, const std::vector<Registrar>& registrars);

}  // namespace syncbench
