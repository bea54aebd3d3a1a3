#include "impls/history/checks.hpp"
#include "impls/lock.hpp"
#include "impls/tests/history/histories.hpp"
#include "impls/tests/mutants/lock_mutants.hpp"
#include "impls/tests/mutants/wait_mutants.hpp"
#include "impls/wait/semaphore.hpp"

namespace syncbench {

void add_lock_histories(std::vector<Check>& checks) {
  add_all<Locks, LockMutants<StdPlatform>>(
      checks, "lock", []<class L>(std::type_identity<L>, const std::string& subject, double scale) {
        return check_lock<L>(subject, scale);
      });
  checks.push_back(
      {"wait/semaphore", [](double scale) { return check_semaphore<Semaphore<>>("wait/semaphore", scale); }});
  add_mutants<SemaphoreMutants<StdPlatform>>(checks, "wait", []<class P>(std::type_identity<P>, double scale) {
    return check_semaphore<Semaphore<P>>("semaphore mutant", scale);
  });
}

}  // namespace syncbench
