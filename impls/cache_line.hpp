// The distance that keeps two words from disturbing each other.
//
// Twice the usual 64 bytes: x86 prefetches lines in pairs, and some ARM cores have 128-byte lines. A constant of
// our own, because std::hardware_destructive_interference_size changes with -mtune.
#pragma once

#include <cstddef>

namespace syncbench {

inline constexpr std::size_t cache_line = 128;

}  // namespace syncbench
