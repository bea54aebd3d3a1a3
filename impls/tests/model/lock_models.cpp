#include <memory>
#include <string>

#include "impls/lock.hpp"
#include "impls/tests/model/models.hpp"
#include "impls/tests/mutants/lock_mutants.hpp"
#include "impls/tests/mutants/own_lock_mutants.hpp"
// Last: it includes Relacy.
#include "impls/tests/model/own.hpp"

namespace syncbench {
namespace {

// Each thread enters `turns` times and changes a word that nothing but the lock protects.
template <unsigned members, unsigned turns>
struct LockScenario : rl::test_suite<LockScenario<members, turns>, members> {
  static std::string name() { return times(members, turns) + " sections"; }

  std::unique_ptr<AnyLock> object;
  ModelPlatform::plain<int> guarded{0};

  void before() { object = make_explored<AnyLock>({.threads = members}); }

  void thread(unsigned index) {
    Handle<AnyLock> handle(*object, index);
    for (unsigned i = 0; i < turns; ++i) {
      lock(handle);
      guarded.set(guarded.get() + 1);
      unlock(handle);
    }
  }

  void after() {
    RL_ASSERT(guarded.get() == static_cast<int>(members * turns));
    object.reset();
  }
};

}  // namespace

void add_lock_models(std::vector<Check>& checks) {
  add_models<AnyLock, Locks, Joined<LockMutants<ModelPlatform>, OwnLockMutants<ModelPlatform>>>(
      checks, "lock", [](Finding& finding, Search search, double scale) {
        explore<LockScenario<2, 2>>(finding, search, scale);
        explore<LockScenario<3, 1>>(finding, search, scale);
      });
}

}  // namespace syncbench
