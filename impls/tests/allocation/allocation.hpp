// The checks of impls_failing_allocation, by kind: every strategy, ours and others', and the seeded bugs.
#pragma once

#include <vector>

#include "impls/tests/program.hpp"

namespace syncbench {

void add_counter_allocations(std::vector<Check>& checks);
void add_queue_allocations(std::vector<Check>& checks);

}  // namespace syncbench
