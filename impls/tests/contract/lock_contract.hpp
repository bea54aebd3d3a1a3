// What a lock promises a thread that has it for itself. One that does not let its thread in hangs, and the watchdog
// tells.
#pragma once

#include <string>

#include "impls/instance.hpp"
#include "impls/tests/contract/alone.hpp"
#include "impls/tests/contract/smallest.hpp"

namespace syncbench {

template <class L>
void lock(Handle<L>& handle) {
  handle.call([](auto& l, auto&... local) { l.lock(local...); });
}

template <class L>
void unlock(Handle<L>& handle) {
  handle.call([](auto& l, auto&... local) { l.unlock(local...); });
}

// Takes it and gives it up `turns` times, each time `depth`-fold.
template <class L>
void turn(L& object, unsigned thread, unsigned turns, unsigned depth, Doing& self) {
  Handle<L> handle(object, thread);
  for (unsigned i = 0; i < turns; ++i) {
    self.now("lock", i);
    for (unsigned times = 0; times < depth; ++times) lock(handle);
    self.now("unlock", i);
    for (unsigned times = 0; times < depth; ++times) unlock(handle);
  }
}

template <class L>
Finding lock_contract(const std::string& subject, double scale) {
  Finding finding;
  const auto turns = scaled(scale, 1000) + 300;  // 8-bit numbers wrap around, however small the scale
  at_each_tuning<L>([&]<class S>(std::type_identity<S>) {
    for (const unsigned depth : {1U, 3U}) {
      if (depth > 1 && !S::info.lock.reentrant) continue;
      const auto object = make_instance<S>({.threads = 2});
      // The second time it is another thread: it would not get in if the first one had kept the lock.
      for (const unsigned thread : {0U, 1U}) {
        alone(finding, subject, [&](Doing& self) -> std::string {
          turn(*object, thread, turns, depth, self);
          return {};
        });
        finding.operations += turns;
      }
    }
  });
  if (L::info.lock.reentrant) finding.observed = {{"reentrant", finding.passed}};
  return finding;
}

}  // namespace syncbench
