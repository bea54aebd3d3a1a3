// The checks of impls_contract, by kind: every strategy, ours and others', and the seeded bugs.
#pragma once

#include <vector>

#include "impls/tests/program.hpp"

namespace syncbench {

void add_lock_contracts(std::vector<Check>& checks);
void add_counter_contracts(std::vector<Check>& checks);
void add_queue_contracts(std::vector<Check>& checks);

}  // namespace syncbench
