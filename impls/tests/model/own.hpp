// Which strategies of a list are our own algorithms, and what the model checker runs in their place.
#pragma once

#include <string>
#include <type_traits>
#include <vector>

#include "impls/info.hpp"
#include "impls/list.hpp"
#include "impls/lock/futex_mutex.hpp"
#include "impls/platform/rebind.hpp"
#include "impls/queue/michael_scott.hpp"
// Last: it includes Relacy.
#include "impls/tests/model/scenarios.hpp"

namespace syncbench {

// The same source on the model's Platform, and with the smallest tuning, so that a few calls reach every branch.
template <class S>
struct Modelled {
  using type = OnPlatform<S, ModelPlatform>;
};
template <int spins>
struct Modelled<FutexMutexLock<StdPlatform, spins>> {
  using type = FutexMutexLock<ModelPlatform, 1>;
};
template <class T>
struct Modelled<MichaelScottQueue<T>> {
  using type = MichaelScottQueue<T, ModelPlatform, 1>;
};

// Adapters are not searched again: their lock is, under its own name.
template <class S>
concept OwnAlgorithm = S::info.source == Source::syncbench && !requires(S & adapter) {
  adapter.mutex();
};

// Adds a check for each strategy of `L` that is ours; run(std::type_identity<Model>{}, scale) is what it does.
template <class L, class Run>
void add_own(std::vector<Check>& checks, const std::string& kind, Run run) {
  for_each_type(L{}, [&]<class S>(std::type_identity<S>) {
    if constexpr (OwnAlgorithm<S>) {
      static_assert(Portable<S>, "syncbench: a strategy of our own reaches shared memory through a Platform");
      using Model = typename Modelled<S>::type;
      checks.push_back({kind + "/" + std::string(S::info.name),
                        [run](double scale) { return run(std::type_identity<Model>{}, scale); }});
    }
  });
}

}  // namespace syncbench
