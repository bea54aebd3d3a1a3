// The checks of impls_progress, by kind: our own strategies, adapters over our locks, and the seeded bugs.
#pragma once

#include <string>
#include <type_traits>
#include <vector>

#include "impls/list.hpp"
#include "impls/tests/mutants/mutant.hpp"
#include "impls/tests/program.hpp"
#include "impls/tests/progress/watched.hpp"

namespace syncbench {

void add_lock_progress(std::vector<Check>& checks);
void add_counter_progress(std::vector<Check>& checks);
void add_queue_progress(std::vector<Check>& checks);

// Adds a check for each strategy of `Strategies` that can be watched, and each mutant of `Mutants`;
// run(std::type_identity<S>{}, subject) is what it does. The effort is the same at every scale: it is given by the
// number of accesses.
template <class Strategies, class Mutants, class Run>
void add_progress(std::vector<Check>& checks, const std::string& kind, Run run) {
  for_each_type(Strategies{}, [&]<class S>(std::type_identity<S>) {
    if constexpr (Portable<S>) {
      const auto subject = kind + "/" + std::string(S::info.name);
      checks.push_back({subject, [=](double) { return run(std::type_identity<Watched<S>>{}, subject); }});
    }
  });
  add_mutants<Mutants>(
      checks, kind, [=]<class S>(std::type_identity<S> strategy, double) { return run(strategy, kind + " mutant"); });
}

}  // namespace syncbench
