#include "impls/counter.hpp"
#include "impls/tests/contract/add_all.hpp"
#include "impls/tests/contract/contracts.hpp"
#include "impls/tests/contract/counter_contract.hpp"
#include "impls/tests/mutants/counter_mutants.hpp"

namespace syncbench {

void add_counter_contracts(std::vector<Check>& checks) {
  add_all<Counters, CounterMutants<StdPlatform>>(
      checks, "counter", []<class C>(std::type_identity<C>, const std::string& subject, double scale) {
        return counter_contract<C>(subject, scale);
      });
}

}  // namespace syncbench
