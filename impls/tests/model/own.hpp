// Which strategies of a list are our own algorithms, and what the model checker runs in their place.
#pragma once

#include <string>
#include <type_traits>
#include <vector>

#include "impls/info.hpp"
#include "impls/list.hpp"
#include "impls/platform/rebind.hpp"
#include "impls/tests/contract/smallest.hpp"
// Last: it includes Relacy.
#include "impls/tests/model/search.hpp"

namespace syncbench {

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
      using Model = OnPlatform<Smallest<S>, ModelPlatform>;
      checks.push_back({kind + "/" + std::string(S::info.name),
                        [run](double scale) { return run(std::type_identity<Model>{}, scale); }});
    }
  });
}

}  // namespace syncbench
