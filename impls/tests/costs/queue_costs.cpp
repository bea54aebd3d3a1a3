#include <cstdint>

#include "impls/queue.hpp"
#include "impls/tests/costs/costs.hpp"

namespace syncbench {

void add_queue_costs(Costs& costs) { add_costs<AnyQueue, Queues<std::uint64_t>>(costs, "queue", every_queue()); }

}  // namespace syncbench
