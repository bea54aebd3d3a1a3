// impls_history: every strategy, and the seeded bugs, recorded and judged.
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "impls/every.hpp"
#include "impls/history/checks.hpp"
#include "impls/history/stamp.hpp"
#include "impls/tests/history/histories.hpp"
#include "impls/tests/mutants/mutant.hpp"
#include "impls/tests/program.hpp"

namespace syncbench {
namespace {

template <class Any, class Judge>
void add_histories(std::vector<Check>& checks, const std::string& kind, const std::vector<Strategy<Any>>& strategies,
                   const std::vector<ErasedMutant<Any>>& mutants, Judge judge) {
  for (const auto& strategy : strategies) {
    const auto subject = kind + "/" + std::string(strategy.plain.info.name);
    checks.push_back({subject, [=, &strategy](double scale) { return judge(strategy, subject, scale); }});
  }
  add_mutants(checks, mutants, [=](const ErasedMutant<Any>& mutant, double scale) {
    return judge(mutant.strategy, kind + " mutant", scale);
  });
}

}  // namespace
}  // namespace syncbench

int main(int argc, char** argv) {
  const std::string_view first = argc > 1 ? argv[1] : "";
  const bool runs = first != "--list" && first != "--mutants";
  if (runs && !syncbench::stamps_agree_between_cpus()) {
    std::fprintf(stderr, "%s: the time stamps of this machine's CPUs disagree; histories would be lies\n", argv[0]);
    return 2;
  }
  using namespace syncbench;
  std::vector<Check> checks;
  add_histories(checks, "lock", every_lock(), lock_mutants(), check_lock);
  add_histories(checks, "counter", every_counter(), counter_mutants(), check_counter);
  add_histories(checks, "queue", every_queue(), queue_mutants(), check_queue);
  add_waiting_histories(checks);
  return run_checks(argc, argv, checks);
}
