// What the model checker runs: our own algorithms and their seeded bugs, as values.
#pragma once

#include <string>
#include <type_traits>
#include <vector>

#include "impls/erased.hpp"
#include "impls/info.hpp"
#include "impls/list.hpp"
#include "impls/platform/rebind.hpp"
#include "impls/tests/mutants/mutant.hpp"
// Last: it includes Relacy.
#include "impls/tests/model/search.hpp"

namespace syncbench {

// Adapters are not searched again: their lock is, under its own name.
template <class S>
concept OwnAlgorithm = S::info.source == Source::syncbench && !LockAdapter<S>;

// What the scenarios of a kind make: Relacy creates a scenario by itself, and has nothing to hand to it.
template <class Any>
inline const Erased<Any>* explored = nullptr;

template <class Any>
std::unique_ptr<Any> make_explored(const Limits& limits) {
  return make_instance(*explored<Any>, limits);
}

// Adds a check for each strategy of `L` that is ours, and each mutant. run(finding, search, scale) explores scenarios.
template <class Any, class L, class Mutants, class Run>
void add_models(std::vector<Check>& checks, const std::string& kind, Run run) {
  const auto exploring = [run](Erased<Any> strategy, Search search) {
    return [run, strategy, search](double scale) {
      explored<Any> = &strategy;
      Finding finding;
      run(finding, search, scale);
      return finding;
    };
  };
  for_each_type(L{}, [&]<class S>(std::type_identity<S>) {
    if constexpr (OwnAlgorithm<S>) {
      static_assert(Portable<S>, "syncbench: a strategy of our own reaches shared memory through a Platform");
      checks.push_back({kind + "/" + std::string(S::info.name),
                        exploring(erased<Any, OnPlatform<Smallest<S>, ModelPlatform>>(), Search::both)});
    }
  });
  for_each_type(Mutants{}, [&]<class M>(std::type_identity<M>) {
    checks.push_back({M::subject(), exploring(erased<Any, typename M::Strategy>(), Search::random),
                      SeededBug{kind, M::strategy(), M::bug(), M::killer()}});
  });
}

}  // namespace syncbench
