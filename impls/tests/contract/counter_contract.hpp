// What a counter promises a thread that has it for itself.
#pragma once

#include <string>

#include "impls/erased.hpp"
#include "impls/history/finding.hpp"
#include "impls/tests/tested.hpp"

namespace syncbench {

Finding counter_contract(const Tested<AnyCounter>& counter, const std::string& subject, double scale);

}  // namespace syncbench
