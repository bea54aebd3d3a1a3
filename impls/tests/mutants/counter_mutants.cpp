#include "impls/tests/mutants/counter_mutants.hpp"
#include "impls/tests/mutants/own_counter_mutants.hpp"

namespace syncbench {

const std::vector<ErasedMutant<AnyCounter>>& counter_mutants() {
  static const auto all =
      erased_mutants<AnyCounter, Joined<CounterMutants<StdPlatform>, OwnCounterMutants<StdPlatform>>>("counter");
  return all;
}

}  // namespace syncbench
