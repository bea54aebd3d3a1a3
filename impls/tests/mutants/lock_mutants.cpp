#include "impls/tests/mutants/lock_mutants.hpp"
#include "impls/tests/mutants/own_lock_mutants.hpp"

namespace syncbench {

const std::vector<ErasedMutant<AnyLock>>& lock_mutants() {
  static const auto all =
      erased_mutants<AnyLock, Joined<LockMutants<StdPlatform>, OwnLockMutants<StdPlatform>>>("lock");
  return all;
}

}  // namespace syncbench
