// The command line of sync_bench: see run_program in registry.hpp and check.hpp.
#include <benchmark/benchmark.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <exception>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "benchmarks/harness/check.hpp"
#include "benchmarks/harness/describe.hpp"
#include "benchmarks/harness/registry.hpp"
#include "impls/history/finding_json.hpp"
#include "impls/history/stamp.hpp"

namespace syncbench {
namespace {

constexpr int exit_bad_result = 1;
constexpr int exit_usage = 2;
constexpr unsigned most_threads = 1024;

constexpr const char* usage =
    "Usage: sync_bench [options] [Google Benchmark's options]\n"
    "  --threads=1,2,4   measure with these numbers of threads (1 .. 1024) instead of those that fit the machine;\n"
    "                    for queues an even number is shared evenly, an odd one makes 1xN and Nx1\n"
    "  --catalogue       print what is compared, as JSON\n"
    "  --machine         print what is known of machine and build, as JSON\n"
    "  --check=KIND/NAME run that strategy with every call recorded, such as queue/vyukov_ring, and print as JSON\n"
    "                    whether it kept what it declares\n"
    "  --parent=PID      end when this parent process does\n"
    "Of Google Benchmark's: --benchmark_list_tests, --benchmark_filter=REGEX, --benchmark_format=json, ...\n"
    "Exit codes: 0 fine, 1 a result is wrong or a strategy hung, 2 usage or environment.\n";

struct Options {
  std::vector<unsigned> threads;  // empty: as fits the machine
  bool catalogue = false;
  bool machine = false;
  bool list = false;
  std::optional<std::string> check;
};

unsigned parse_number(std::string_view text, std::string_view option, unsigned least, unsigned most) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < least || number > most) {
    throw std::invalid_argument(std::string(option) + ": '" + std::string(text) + "' is not a number from " +
                                std::to_string(least) + " to " + std::to_string(most));
  }
  return number;
}

std::vector<unsigned> parse_threads(std::string_view list) {
  std::vector<unsigned> counts;
  for (;;) {
    const auto comma = list.find(',');
    counts.push_back(parse_number(list.substr(0, comma), "--threads", 1, most_threads));
    if (comma == std::string_view::npos) return sorted_once(std::move(counts));
    list.remove_prefix(comma + 1);
  }
}

void die_with(unsigned parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != static_cast<pid_t>(parent)) throw std::invalid_argument("--parent: that process is gone");
}

// Takes our own options out of argv; the others are Google Benchmark's.
Options take_options(int& argc, char** argv) {
  Options options;
  int kept = 1;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    const auto value_of = [&](std::string_view prefix) -> std::optional<std::string_view> {
      if (!argument.starts_with(prefix)) return std::nullopt;
      return argument.substr(prefix.size());
    };
    if (argument == "--catalogue") {
      options.catalogue = true;
    } else if (argument == "--machine") {
      options.machine = true;
    } else if (argument == "--benchmark_list_tests" || argument == "--benchmark_list_tests=true") {
      options.list = true;  // Google Benchmark's own way takes seconds with thousands of them
    } else if (const auto subject = value_of("--check=")) {
      options.check = *subject;
    } else if (const auto list = value_of("--threads=")) {
      options.threads = parse_threads(*list);
    } else if (const auto pid = value_of("--parent=")) {
      die_with(parse_number(*pid, "--parent", 1, ~0U));
    } else {
      if (const auto filter = value_of("--benchmark_filter=")) register_only(std::string(*filter));
      argv[kept++] = argv[i];
    }
  }
  argc = kept;
  return options;
}

// A result that could not be written is no result.
void flush_output() {
  if (!std::cout.flush() || std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    throw std::runtime_error("the output cannot be written: is the disk full?");
  }
}

void print(const RecordedCheck& check, const Finding& finding) {
  const nlohmann::ordered_json verdict{{"kind", check.kind},       {"name", check.name},
                                       {"passed", finding.passed}, {"operations", finding.operations},
                                       {"detail", finding.detail}, {"observed", observed_json(finding)}};
  std::puts(verdict.dump(1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

int run_check(const std::string& subject, const std::vector<RecordedCheck>& checks) {
  for (const auto& check : checks) {
    if (check.kind + "/" + check.name != subject) continue;
    if (!stamps_agree_between_cpus()) {
      throw std::runtime_error(
          "the time stamps of this machine's CPUs disagree, so no recorded history can be trusted");
    }
    Finding finding;
    try {
      finding = check.run();
    } catch (const std::exception& error) {
      finding.fail(std::string("threw: ") + error.what());
    }
    print(check, finding);
    flush_output();
    return finding.passed ? 0 : exit_bad_result;
  }
  throw std::invalid_argument("--check: there is no '" + subject + "'; --catalogue shows the kinds and names");
}

int run(int argc, char** argv, const std::vector<Registrar>& registrars, const std::vector<RecordedCheck>& checks) {
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--help" || std::string_view(argv[i]) == "-h") {
      std::fputs(usage, stdout);
      return 0;
    }
  }
  const auto options = take_options(argc, argv);
  watchdog_patience();  // a wrong setting is refused now, not in the middle
  if (options.catalogue) {
    std::puts(catalogue_json().c_str());
    flush_output();
    return 0;
  }
  if (options.check) {
    if (argc > 1 || options.list) {
      throw std::invalid_argument(
          "unknown option '" + std::string(options.list ? "--benchmark_list_tests" : argv[1]) + "' beside --check");
    }
    return run_check(*options.check, checks);
  }
  auto axes = default_axes(detect_topology());
  if (options.machine) {
    std::puts(machine_json(axes.topology).c_str());
    flush_output();
    return 0;
  }
  if (!options.threads.empty()) axes.counter_threads = axes.queue_threads = options.threads;

  benchmark::Initialize(&argc, argv);
  if (argc > 1) throw std::invalid_argument("unknown option '" + std::string(argv[1]) + "'; try --help");
  for (const auto& registrar : registrars) registrar(axes);
  if (options.list) {
    for (const auto& name : registered_names()) std::puts(name.c_str());
    flush_output();
  }
  if (registered_names().empty() || (!options.list && benchmark::RunSpecifiedBenchmarks() == 0)) {
    throw std::invalid_argument("--benchmark_filter matches nothing; --benchmark_list_tests shows what there is");
  }
  benchmark::Shutdown();
  flush_output();
  return any_row_failed() ? exit_bad_result : 0;
}

}  // namespace

int run_program(int argc, char** argv, const std::vector<Registrar>& registrars) {
  return run_program(argc, argv, registrars, {});
}

int run_program(int argc, char** argv, const std::vector<Registrar>& registrars,
                const std::vector<RecordedCheck>& checks) try {
  return run(argc, argv, registrars, checks);
} catch (const std::exception& error) {
  std::fprintf(stderr, "sync_bench: %s\n", error.what());
  return exit_usage;
}

}  // namespace syncbench
