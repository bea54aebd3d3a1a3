// What the tests run of each strategy.
#pragma once

#include <optional>
#include <type_traits>
#include <vector>

#include "impls/availability.hpp"
#include "impls/erased.hpp"
#include "impls/every.hpp"
#include "impls/list.hpp"
#include "impls/platform/rebind.hpp"
#include "impls/tests/progress/watched.hpp"

namespace syncbench {

template <class Any>
struct Tested {
  std::vector<Erased<Any>> tunings;    // as it is measured, then the smallest if there is another
  std::optional<Erased<Any>> watched;  // the smallest, where each access is told to a watcher; of our own only

  const Info& info() const { return tunings.front().info; }
};

template <class Any, class S>
Tested<Any> tested(const Erased<Any>& plain = erased<Any, S>()) {
  Tested<Any> result{{plain}, {}};
  if constexpr (!std::is_same_v<Smallest<S>, S>) result.tunings.push_back(erased<Any, Smallest<S>>());
  if constexpr (Portable<S>) result.watched = erased<Any, OnPlatform<Smallest<S>, WatchedPlatform>>();
  return result;
}

// Of the list L, whose strategies that this machine can run are `every`.
template <class Any, class L>
std::vector<Tested<Any>> all_tested(const std::vector<Strategy<Any>>& every) {
  std::vector<Tested<Any>> all;
  auto next = every.begin();
  for_each_type(L{}, [&]<class S>(std::type_identity<S>) {
    if (why_unavailable<S>().empty()) all.push_back(tested<Any, S>((next++)->plain));
  });
  return all;
}

// Of the lists of the kinds.
const std::vector<Tested<AnyLock>>& tested_locks();
const std::vector<Tested<AnyCounter>>& tested_counters();
const std::vector<Tested<AnyQueue>>& tested_queues();

}  // namespace syncbench
