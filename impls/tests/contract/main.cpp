// impls_contract: what each strategy promises a thread that has it for itself.
#include <string>
#include <vector>

#include "impls/tests/contract/counter_contract.hpp"
#include "impls/tests/contract/lock_contract.hpp"
#include "impls/tests/contract/queue_contract.hpp"
#include "impls/tests/mutants/mutant.hpp"
#include "impls/tests/program.hpp"
#include "impls/tests/tested.hpp"

namespace syncbench {
namespace {

template <class Any, class Judge>
void add_contracts(std::vector<Check>& checks, const std::string& kind, const std::vector<Tested<Any>>& strategies,
                   const std::vector<ErasedMutant<Any>>& mutants, Judge judge) {
  for (const auto& strategy : strategies) {
    const auto subject = kind + "/" + std::string(strategy.info().name);
    checks.push_back({subject, [=, &strategy](double scale) { return judge(strategy, subject, scale); }});
  }
  add_mutants(checks, mutants, [=](const ErasedMutant<Any>& mutant, double scale) {
    return judge({{mutant.strategy.plain}, {}}, kind + " mutant", scale);
  });
}

}  // namespace
}  // namespace syncbench

int main(int argc, char** argv) {
  using namespace syncbench;
  std::vector<Check> checks;
  add_contracts(checks, "lock", tested_locks(), lock_mutants(), lock_contract);
  add_contracts(checks, "counter", tested_counters(), counter_mutants(), counter_contract);
  add_contracts(checks, "queue", tested_queues(), queue_mutants(), queue_contract);
  return run_checks(argc, argv, checks);
}
