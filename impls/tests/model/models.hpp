// The checks of impls_model, by kind: our own strategies and the seeded bugs among them.
#pragma once

#include <vector>

#include "impls/tests/program.hpp"

namespace syncbench {

void add_lock_models(std::vector<Check>& checks);
void add_counter_models(std::vector<Check>& checks);
void add_queue_models(std::vector<Check>& checks);
void add_waiting_models(std::vector<Check>& checks);  // semaphore, event, eventcount, hazard pointers

}  // namespace syncbench
