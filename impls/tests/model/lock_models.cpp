#include <memory>
#include <string>

#include "impls/lock.hpp"
#include "impls/tests/model/models.hpp"
#include "impls/tests/mutants/lock_mutants.hpp"
// Last: it includes Relacy.
#include "impls/tests/model/own.hpp"

namespace syncbench {
namespace {

// Each thread enters `turns` times and changes a word that nothing but the lock protects.
template <class L, unsigned members, unsigned turns>
struct LockScenario : rl::test_suite<LockScenario<L, members, turns>, members> {
  static std::string name() { return times(members, turns) + " sections"; }

  std::unique_ptr<L> object;
  ModelPlatform::plain<int> guarded{0};

  void before() { object = make_instance<L>({.threads = members}); }

  void thread(unsigned index) {
    Handle<L> handle(*object, index);
    for (unsigned i = 0; i < turns; ++i) {
      handle.call([](auto& lock, auto&... local) { lock.lock(local...); });
      guarded.set(guarded.get() + 1);
      handle.call([](auto& lock, auto&... local) { lock.unlock(local...); });
    }
  }

  void after() {
    RL_ASSERT(guarded.get() == static_cast<int>(members * turns));
    object.reset();
  }
};

}  // namespace

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
