// The checks of impls_history, by kind: every strategy, ours and others', and the seeded bugs.
#pragma once

#include <vector>

#include "impls/tests/contract/add_all.hpp"
#include "impls/tests/program.hpp"

namespace syncbench {

void add_lock_histories(std::vector<Check>& checks);  // and of the semaphore, which is one with more permits
void add_counter_histories(std::vector<Check>& checks);
void add_queue_histories(std::vector<Check>& checks);
void add_waiting_histories(std::vector<Check>& checks);  // the event, and hazard pointers

}  // namespace syncbench
