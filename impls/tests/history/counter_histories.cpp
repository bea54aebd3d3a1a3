#include "impls/counter.hpp"
#include "impls/history/checks.hpp"
#include "impls/tests/history/histories.hpp"
#include "impls/tests/mutants/counter_mutants.hpp"

namespace syncbench {

void add_counter_histories(std::vector<Check>& checks) {
  add_all<Counters, CounterMutants<StdPlatform>>(
      checks, "counter", []<class C>(std::type_identity<C>, const std::string& subject, double scale) {
        return check_counter<C>(subject, scale);
      });
}

}  // namespace syncbench
