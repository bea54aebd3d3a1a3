// What a work queue promises a thread that has it for itself.
#pragma once

#include <string>

#include "impls/erased.hpp"
#include "impls/history/finding.hpp"
#include "impls/tests/tested.hpp"

namespace syncbench {

Finding queue_contract(const Tested<AnyQueue>& queue, const std::string& subject, double scale);

}  // namespace syncbench
