#include "impls/counter.hpp"
#include "impls/tests/tested.hpp"

namespace syncbench {

const std::vector<Tested<AnyCounter>>& tested_counters() {
  static const auto all = all_tested<AnyCounter, Counters>(every_counter());
  return all;
}

}  // namespace syncbench
