#include "impls/tests/program.hpp"

#include <charconv>
#include <cstdio>
#include <exception>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "impls/history/finding_json.hpp"

namespace syncbench {
namespace {

constexpr int exit_bad = 1, exit_usage = 2;

struct Options {
  bool list = false;
  bool mutants = false;
  std::optional<std::string> only;
  double scale = 1;
};

// Nothing, and one line on standard error, if it cannot be understood.
std::optional<Options> parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--list") {
      options.list = true;
    } else if (argument == "--mutants") {
      options.mutants = true;
    } else if (argument.starts_with("--only=")) {
      options.only = argument.substr(argument.find('=') + 1);
    } else if (argument.starts_with("--scale=")) {
      const auto text = argument.substr(argument.find('=') + 1);
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), options.scale);
      if (error != std::errc{} || end != text.data() + text.size() || !(options.scale > 0) || options.scale > 1000) {
        std::fprintf(stderr, "%s: --scale: '%.*s' is no number above 0 and up to 1000\n", argv[0],
                     static_cast<int>(text.size()), text.data());
        return std::nullopt;
      }
    } else {
      std::fprintf(stderr, "%s: unknown option '%s'; there are --list, --mutants, --only=SUBJECT and --scale=X\n",
                   argv[0], argv[i]);
      return std::nullopt;
    }
  }
  return options;
}

void print(const std::string& subject, const Finding& finding) {
  const nlohmann::ordered_json line{{"subject", subject},
                                    {"passed", finding.passed},
                                    {"operations", finding.operations},
                                    {"detail", finding.detail},
                                    {"observed", observed_json(finding)}};
  std::puts(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
  std::fflush(stdout);
}

void print_mutants(const std::vector<Check>& checks) {
  auto all = nlohmann::ordered_json::array();
  for (const auto& [subject, run, seeded] : checks) {
    if (!seeded) continue;
    all.push_back({{"subject", subject},
                   {"kind", seeded->kind},
                   {"strategy", seeded->strategy},
                   {"bug", seeded->bug},
                   {"killer", seeded->killer}});
  }
  std::puts(all.dump(1).c_str());
}

Finding run(const Check& check, double scale) {
  try {
    return check.run(scale);
  } catch (const std::exception& error) {
    Finding finding;
    finding.fail(std::string("threw: ") + error.what());
    return finding;
  }
}

}  // namespace

int run_checks(int argc, char** argv, const std::vector<Check>& checks) {
  const auto options = parse(argc, argv);
  if (!options) return exit_usage;
  if (options->mutants) {
    print_mutants(checks);
    return 0;
  }
  bool found = false, passed = true;
  for (const auto& check : checks) {
    if (options->only && check.subject != *options->only) continue;
    found = true;
    if (options->list) {
      std::puts(check.subject.c_str());
      continue;
    }
    const auto finding = run(check, options->scale);
    print(check.subject, finding);
    passed = passed && finding.passed;
  }
  if (!found) {
    std::fprintf(stderr, "%s: no check of '%s'; --list tells which there are\n", argv[0],
                 options->only.value_or("anything").c_str());
    return exit_usage;
  }
  return passed ? 0 : exit_bad;
}

}  // namespace syncbench
