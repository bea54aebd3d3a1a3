#include "impls/lock.hpp"
#include "impls/tests/contract/add_all.hpp"
#include "impls/tests/contract/contracts.hpp"
#include "impls/tests/contract/lock_contract.hpp"
#include "impls/tests/mutants/lock_mutants.hpp"

namespace syncbench {

void add_lock_contracts(std::vector<Check>& checks) {
  add_all<Locks, LockMutants<StdPlatform>>(
      checks, "lock", []<class L>(std::type_identity<L>, const std::string& subject, double scale) {
        return lock_contract<L>(subject, scale);
      });
}

}  // namespace syncbench
