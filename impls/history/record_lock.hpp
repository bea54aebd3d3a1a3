// Runs a lock, or a semaphore by a lock's calls, and returns who surely held it when.
#pragma once

#include <cstdint>
#include <vector>

#include "impls/erased.hpp"
#include "impls/history/intervals.hpp"
#include "impls/history/record.hpp"

namespace syncbench {

// Whether the owner sometimes enters a second time, and what is behind the door.
enum class Entering { once, sometimes_twice };
enum class Section { guards_a_word, guards_nothing };

struct LockRun {
  std::vector<Held> history;
  std::uint64_t word;  // each holder added 1; 0 if nothing was guarded
};

// The word is no atomic: ThreadSanitizer sees a missing synchronization even where no two holders overlap.
LockRun record_lock(const Erased<AnyLock>& strategy, const Plan& plan, unsigned threads,
                    Entering entering = Entering::once, Section section = Section::guards_a_word);

}  // namespace syncbench
