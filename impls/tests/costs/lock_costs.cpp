#include "impls/lock.hpp"
#include "impls/tests/costs/costs.hpp"

namespace syncbench {

void add_lock_costs(Costs& costs) { add_costs<AnyLock, Locks>(costs, "lock", every_lock()); }

}  // namespace syncbench
