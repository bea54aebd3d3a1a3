// impls_costs: what each strategy of ours costs, as JSON; the same on every run.
//
//   impls_costs                                      accesses, lines that move, allocations, bytes
//   impls_costs --run=counter/fetch_add --operations=4096   does that much, for a counter of instructions to watch
//
// Exit codes: 0 fine, 2 usage. What cannot be counted ends the process with a line on standard error.
#include <gnu/libc-version.h>
#include <sys/utsname.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string_view>

#include "benchmarks/harness/build_info.hpp"
#include "impls/tests/costs/costs.hpp"

namespace syncbench {
namespace {

constexpr int exit_usage = 2;

Costs all_costs() {
  Costs costs;
  add_lock_costs(costs);
  add_counter_costs(costs);
  add_queue_costs(costs);
  return costs;
}

std::string with_threads(unsigned threads) { return "n" + std::to_string(threads); }

// What is zero is left out.
nlohmann::ordered_json to_json(const Tally& tally) {
  auto json = nlohmann::ordered_json::object();
  for (std::size_t i = 0; i < cost_names.size(); ++i) {
    if (const auto count = tally.counts()[i]; count != 0) json[std::string(cost_names[i])] = count;
  }
  return json;
}

void print(const Costs& costs) {
  utsname machine{};
  uname(&machine);
  nlohmann::ordered_json report{{"schema", 1},
                                {"operations", counted_operations},
                                {"build",
                                 {{"compiler", build_info::compiler},
                                  {"flags", build_info::flags},
                                  {"libc", std::string("glibc ") + gnu_get_libc_version()},
                                  {"architecture", machine.machine}}}};
  for (const char* part : {"coherence", "allocations", "allocated_bytes", "bytes", "left_out"}) {
    report[part] = nlohmann::ordered_json::object();
  }
  for (const auto& subject : costs.subjects) {
    for (const auto threads : subject.threads) {
      const auto counted = subject.count(threads);
      const auto n = with_threads(threads);
      report["coherence"][subject.name][n] = to_json(counted.tally);
      report["allocations"][subject.name][n] = counted.allocations;
      report["allocated_bytes"][subject.name][n] = counted.allocated_bytes;
    }
    report["bytes"][subject.name] = subject.bytes;
  }
  for (const auto& [name, why] : costs.left_out) report["left_out"][name] = why;
  std::puts(report.dump(1).c_str());
}

int complain(const char* program, const std::string& what) {
  std::fprintf(stderr, "%s: %s\n", program, what.c_str());
  return exit_usage;
}

int run(const char* program, const Costs& costs, std::string_view name, std::string_view number) {
  std::uint64_t operations = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), operations);
  if (error != std::errc{} || end != number.data() + number.size() || operations == 0) {
    return complain(program, "--operations: '" + std::string(number) + "' is no number above 0");
  }
  const auto found = std::find_if(costs.subjects.begin(), costs.subjects.end(),
                                  [name](const CostSubject& subject) { return subject.name == name; });
  if (found == costs.subjects.end()) {
    return complain(program, "--run: there is no '" + std::string(name) + "'; without options all are told");
  }
  found->run(operations);
  return 0;
}

}  // namespace
}  // namespace syncbench

int main(int argc, char** argv) {
  using namespace syncbench;
  std::string_view name, operations;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument.starts_with("--run=")) {
      name = argument.substr(argument.find('=') + 1);
    } else if (argument.starts_with("--operations=")) {
      operations = argument.substr(argument.find('=') + 1);
    } else {
      return complain(argv[0], "unknown option '" + std::string(argument) +
                                   "'; there are --run=KIND/NAME and --operations=N, which belong together");
    }
  }
  const auto costs = all_costs();
  if (argc > 1) return run(argv[0], costs, name, operations);
  print(costs);
  return 0;
}
