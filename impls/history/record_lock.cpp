#include "impls/history/record_lock.hpp"

#include <utility>

#include "impls/history/stamp.hpp"
#include "impls/watchdog/crowd.hpp"

namespace syncbench {

LockRun record_lock(const Erased<AnyLock>& strategy, const Plan& plan, unsigned threads, Entering entering,
                    Section section) {
  return with_instance(strategy, plan, {.threads = threads}, [&](AnyLock& object) {
    std::uint64_t word = 0;
    std::vector<std::vector<Held>> of_threads(threads);
    run_together(plan.name, threads, [&](unsigned thread, Doing& doing) {
      Handle<AnyLock> handle(object, thread);
      std::vector<Held> own;
      own.reserve(plan.calls);
      for (Turns turns(plan, thread); turns.next();) {
        const bool twice = entering == Entering::sometimes_twice && turns.number() % 4 == 0;
        doing.now("lock", turns.number());
        lock(handle);
        const auto start = now();
        if (twice) {
          doing.now("lock again", turns.number());
          lock(handle);
          unlock(handle);
        }
        const auto seen = section == Section::guards_a_word ? word : 0;
        turns.dawdle();
        if (section == Section::guards_a_word) word = seen + 1;
        own.push_back({thread, start, now()});
        doing.now("unlock", turns.number());
        unlock(handle);
      }
      of_threads[thread] = std::move(own);
    });
    return LockRun{joined(of_threads), word};
  });
}

}  // namespace syncbench
