#include "impls/lock.hpp"
#include "impls/tests/contract/lock_contract.hpp"
#include "impls/tests/progress/fairness.hpp"
#include "impls/tests/progress/guarantee.hpp"
#include "impls/tests/progress/progress.hpp"
#include "impls/tests/progress/progress_mutants.hpp"

namespace syncbench {

void add_lock_progress(std::vector<Check>& checks) {
  add_progress<Locks, ProgressLockMutants<WatchedPlatform>>(
      checks, "lock", []<class L>(std::type_identity<L>, const std::string& subject) {
        const auto turns = [](Handle<L>& handle, const Puppet&) {
          for (int i = 0; i < 2; ++i) {
            lock(handle);
            unlock(handle);
          }
        };
        const auto call = [](Handle<L>& handle, unsigned) {
          lock(handle);
          unlock(handle);
          return "lock and unlock";
        };
        auto finding = judge_progress<L>(subject, {}, turns, turns, call);
        judge_fairness<L>(finding, subject);
        return finding;
      });
}

}  // namespace syncbench
