// The recorded check of a strategy, as a program offers it: --check=kind/name.
//
// The object is printed as JSON: {"kind", "name", "passed", "operations", "detail", "observed": {...}}. `operations`
// is how many calls were recorded and judged, `detail` the first promise that broke and where, `observed` what the
// runs showed, to be compared with what the strategy declares.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "benchmarks/harness/registry.hpp"
#include "impls/history/finding.hpp"

namespace syncbench {

struct RecordedCheck {
  std::string kind, name;
  std::function<Finding()> run;
};

// The program of registry.hpp, with checks. Exit codes of a check: 0 passed; 1 not; 2 no such strategy, or the time
// stamps of this machine's CPUs disagree, so that no history can be trusted. A strategy that hangs ends the process
// by SIGABRT.
int run_program(int argc, char** argv, const std::vector<Registrar>& registrars,
                const std::vector<RecordedCheck>& checks);

}  // namespace syncbench
