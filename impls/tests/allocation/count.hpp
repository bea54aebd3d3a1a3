// How often a thread allocates.
//
// The program that links it has malloc() and its relatives replaced by ones that count and then call glibc's, and what
// oneTBB's headers call for their own memory goes there too.
#pragma once

#include <cstdint>

namespace syncbench {

// By this thread, from its beginning on.
std::uint64_t allocations() noexcept;

}  // namespace syncbench
