// What a lock promises a thread that has it for itself. One that does not let its thread in hangs, and the watchdog
// tells.
#pragma once

#include <string>

#include "impls/erased.hpp"
#include "impls/history/finding.hpp"
#include "impls/tests/tested.hpp"

namespace syncbench {

Finding lock_contract(const Tested<AnyLock>& lock, const std::string& subject, double scale);

}  // namespace syncbench
