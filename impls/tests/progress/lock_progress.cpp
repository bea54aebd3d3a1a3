#include "impls/tests/progress/fairness.hpp"
#include "impls/tests/progress/guarantee.hpp"
#include "impls/tests/progress/progress.hpp"
#include "impls/tests/progress/progress_mutants.hpp"

namespace syncbench {

void add_lock_progress(std::vector<Check>& checks) {
  add_progress<ProgressLockMutants<WatchedPlatform>>(
      checks, "lock", tested_locks(), [](const Erased<AnyLock>& strategy, const std::string& subject) {
        const auto turns = [](Handle<AnyLock>& handle, const Puppet&) {
          for (int i = 0; i < 2; ++i) {
            lock(handle);
            unlock(handle);
          }
        };
        const auto call = [](Handle<AnyLock>& handle, unsigned) {
          lock(handle);
          unlock(handle);
          return "lock and unlock";
        };
        auto finding = judge_progress(strategy, subject, {}, turns, turns, call);
        judge_fairness(finding, strategy, subject);
        return finding;
      });
}

}  // namespace syncbench
