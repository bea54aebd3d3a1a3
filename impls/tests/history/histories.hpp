// The checks of impls_history that are of no list: semaphore, event, hazard pointers, and the seeded bugs of these.
#pragma once

#include <vector>

#include "impls/tests/program.hpp"

namespace syncbench {

void add_waiting_histories(std::vector<Check>& checks);

}  // namespace syncbench
