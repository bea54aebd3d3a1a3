// A strategy of ours, from its source as it is shipped, whose words have lost their lines.
#pragma once

#include "impls/erased.hpp"

namespace syncbench {

// On the CountingPlatform.
Erased<AnyQueue> unpadded_vyukov_ring();

}  // namespace syncbench
