// The lists of the kinds as values: every strategy that can run here, in the order of its list.
#pragma once

#include <vector>

#include "impls/availability.hpp"
#include "impls/erased.hpp"
#include "impls/list.hpp"
#include "impls/platform/jittered.hpp"
#include "impls/platform/rebind.hpp"

namespace syncbench {

// As it is measured, and on a Platform that disturbs each access; that of a library is the same in both.
template <class Any>
struct Strategy {
  Erased<Any> plain, jittered;
};

template <class Any, class S>
Strategy<Any> strategy() {
  return {erased<Any, S>(), erased<Any, OnPlatform<S, JitteredPlatform>>()};
}

// Those of the list L that this machine can run.
template <class Any, class L>
std::vector<Strategy<Any>> strategies() {
  std::vector<Strategy<Any>> all;
  for_each_type(L{}, [&]<class S>(std::type_identity<S>) {
    if (why_unavailable<S>().empty()) all.push_back(strategy<Any, S>());
  });
  return all;
}

const std::vector<Strategy<AnyLock>>& every_lock();
const std::vector<Strategy<AnyCounter>>& every_counter();
const std::vector<Strategy<AnyQueue>>& every_queue();  // of std::uint64_t

}  // namespace syncbench
