// What the verification programs share: each is a list of checks, one a subject, and says what it found as JSON.
//
//   --list            the subjects, one a line: kind/strategy, or mutant/strategy/bug
//   --mutants         the seeded bugs among them, as a JSON array: {"subject", "kind", "strategy", "bug", "killer"}
//   --only=SUBJECT    runs that check alone
//   --scale=X         multiplies the effort, 1 if not given
//
// Standard output gets one JSON object a line for each check: {"subject", "passed", "operations", "detail",
// "observed"}. What a reader needs to understand a failure goes to standard error. Exit codes: 0 all passed, 1 one
// did not, 2 usage.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "impls/history/finding.hpp"

namespace syncbench {

// A seeded bug: not a strategy, but a test of the tests.
struct SeededBug {
  std::string kind, strategy;
  std::string bug;     // what is wrong, a sentence
  std::string killer;  // the layer that must find it
};

struct Check {
  std::string subject;
  std::function<Finding(double scale)> run;
  std::optional<SeededBug> seeded{};
};

// The main() of a verification program.
int run_checks(int argc, char** argv, const std::vector<Check>& checks);

}  // namespace syncbench
