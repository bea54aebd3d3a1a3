#include "impls/counter.hpp"
#include "impls/tests/model/models.hpp"
#include "impls/tests/mutants/counter_mutants.hpp"
// Last: it includes Relacy.
#include "impls/tests/model/own.hpp"

namespace syncbench {

void add_counter_models(std::vector<Check>& checks) {
  add_own<Counters>(checks, "counter", []<class C>(std::type_identity<C>, double scale) {
    Finding finding;
    explore<CounterScenario<C, 2, 2>>(finding, scale);
    explore<CounterScenario<C, 3, 1>>(finding, scale);
    return finding;
  });
  add_mutants<CounterMutants<ModelPlatform>>(checks, "counter", []<class C>(std::type_identity<C>, double scale) {
    Finding finding;
    explore<CounterScenario<C, 2, 2>, Search::random>(finding, scale);
    return finding;
  });
}

}  // namespace syncbench
