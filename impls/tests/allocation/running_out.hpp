// Memory that runs out on command.
//
// This program replaces the global operator new and delete, and what oneTBB's headers call for their own memory; all
// of them count.
#pragma once

#include <cstdint>

namespace syncbench {

// While it lives, the allocation of this thread fails that comes after `more` others.
class MemoryRunsOut {
 public:
  explicit MemoryRunsOut(std::uint64_t more);
  ~MemoryRunsOut();
  MemoryRunsOut(const MemoryRunsOut&) = delete;
  MemoryRunsOut& operator=(const MemoryRunsOut&) = delete;

  // Whether one has failed since.
  bool happened() const noexcept;
  // How many more would not.
  std::uint64_t left() const noexcept;
};

// What the program has allocated and not yet freed, by pieces.
std::int64_t live_allocations() noexcept;

}  // namespace syncbench
