#include "impls/counter.hpp"
#include "impls/tests/costs/costs.hpp"

namespace syncbench {

void add_counter_costs(Costs& costs) { add_costs<AnyCounter, Counters>(costs, "counter", every_counter()); }

}  // namespace syncbench
