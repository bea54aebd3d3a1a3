// The checks of impls_progress, by kind: our own strategies, adapters over our locks, and the seeded bugs.
#pragma once

#include <string>
#include <type_traits>
#include <vector>

#include "impls/erased.hpp"
#include "impls/tests/mutants/mutant.hpp"
#include "impls/tests/program.hpp"
#include "impls/tests/tested.hpp"

namespace syncbench {

void add_lock_progress(std::vector<Check>& checks);
void add_counter_progress(std::vector<Check>& checks);
void add_queue_progress(std::vector<Check>& checks);

// Adds a check for each strategy that can be watched, and each mutant of `Mutants`; run(strategy, subject) is what it
// does. The effort is the same at every scale: it is given by the number of accesses.
template <class Mutants, class Any, class Run>
void add_progress(std::vector<Check>& checks, const std::string& kind, const std::vector<Tested<Any>>& strategies,
                  Run run) {
  for (const auto& strategy : strategies) {
    if (!strategy.watched) continue;
    const auto subject = kind + "/" + std::string(strategy.info().name);
    checks.push_back({subject, [=, &watched = *strategy.watched](double) { return run(watched, subject); }});
  }
  add_mutants<Mutants>(
      checks, kind, [=]<class S>(std::type_identity<S>, double) { return run(erased<Any, S>(), kind + " mutant"); });
}

}  // namespace syncbench
