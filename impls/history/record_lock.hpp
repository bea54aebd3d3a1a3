// Runs a lock, or a semaphore by a lock's calls, and returns who surely held it when.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "impls/history/intervals.hpp"
#include "impls/history/record.hpp"
#include "impls/history/stamp.hpp"
#include "impls/instance.hpp"
#include "impls/watchdog/crowd.hpp"

namespace syncbench {

// Whether the owner sometimes enters a second time, and what is behind the door.
enum class Entering { once, sometimes_twice };
enum class Section { guards_a_word, guards_nothing };

struct LockRun {
  std::vector<Held> history;
  std::uint64_t word;  // each holder added 1; 0 if nothing was guarded
};

// The word is no atomic: ThreadSanitizer sees a missing synchronization even where no two holders overlap.
template <class L>
LockRun record_lock(const Plan& plan, unsigned threads, Entering entering = Entering::once,
                    Section section = Section::guards_a_word) {
  return with_instance<L>(plan, {.threads = threads}, [&](L& object) {
    std::uint64_t word = 0;
    std::vector<std::vector<Held>> of_threads(threads);
    run_together(plan.name, threads, [&](unsigned thread, Doing& doing) {
      Handle<L> handle(object, thread);
      const auto lock = [&] { handle.call([](auto& l, auto&... local) { l.lock(local...); }); };
      const auto unlock = [&] { handle.call([](auto& l, auto&... local) { l.unlock(local...); }); };
      std::vector<Held> own;
      own.reserve(plan.calls);
      for (Turns turns(plan, thread); turns.next();) {
        const bool twice = entering == Entering::sometimes_twice && turns.number() % 4 == 0;
        doing.now("lock", turns.number());
        lock();
        const auto start = now();
        if (twice) {
          doing.now("lock again", turns.number());
          lock();
          unlock();
        }
        const auto seen = section == Section::guards_a_word ? word : 0;
        turns.dawdle();
        if (section == Section::guards_a_word) word = seen + 1;
        own.push_back({thread, start, now()});
        doing.now("unlock", turns.number());
        unlock();
      }
      of_threads[thread] = std::move(own);
    });
    return LockRun{joined(of_threads), word};
  });
}

}  // namespace syncbench
