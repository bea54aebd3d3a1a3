#include "impls/lock.hpp"
#include "impls/tests/model/models.hpp"
#include "impls/tests/mutants/lock_mutants.hpp"
// Last: it includes Relacy.
#include "impls/tests/model/own.hpp"

namespace syncbench {

void add_lock_models(std::vector<Check>& checks) {
  add_own<Locks>(checks, "lock", []<class L>(std::type_identity<L>, double scale) {
    Finding finding;
    explore<LockScenario<L, 2, 2>>(finding, scale);
    explore<LockScenario<L, 3, 1>>(finding, scale);
    return finding;
  });
  add_mutants<LockMutants<ModelPlatform>>(checks, "lock", []<class L>(std::type_identity<L>, double scale) {
    Finding finding;
    explore<LockScenario<L, 3, 1>, Search::random>(finding, scale);
    explore<LockScenario<L, 2, 2>, Search::random>(finding, scale);
    return finding;
  });
}

}  // namespace syncbench
