#include "impls/tests/contract/lock_contract.hpp"

#include "impls/tests/contract/alone.hpp"

namespace syncbench {
namespace {

// Takes it and gives it up `turns` times, each time `depth`-fold.
void turn(AnyLock& object, unsigned thread, unsigned turns, unsigned depth, Doing& self) {
  Handle<AnyLock> handle(object, thread);
  for (unsigned i = 0; i < turns; ++i) {
    self.now("lock", i);
    for (unsigned times = 0; times < depth; ++times) lock(handle);
    self.now("unlock", i);
    for (unsigned times = 0; times < depth; ++times) unlock(handle);
  }
}

}  // namespace

Finding lock_contract(const Tested<AnyLock>& tested, const std::string& subject, double scale) {
  Finding finding;
  const auto turns = scaled(scale, 1000) + 300;  // 8-bit numbers wrap around, however small the scale
  for (const auto& strategy : tested.tunings) {
    for (const unsigned depth : {1U, 3U}) {
      if (depth > 1 && !strategy.info.lock.reentrant) continue;
      const auto object = make_instance(strategy, {.threads = 2});
      // The second time it is another thread: it would not get in if the first one had kept the lock.
      for (const unsigned thread : {0U, 1U}) {
        alone(finding, subject, [&](Doing& self) -> std::string {
          turn(*object, thread, turns, depth, self);
          return {};
        });
        finding.operations += turns;
      }
    }
  }
  if (tested.info().lock.reentrant) finding.observed = {{"reentrant", finding.passed}};
  return finding;
}

}  // namespace syncbench
