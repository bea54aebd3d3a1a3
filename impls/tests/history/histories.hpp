// The checks of impls_history, by kind: every strategy, ours and others', and the seeded bugs.
#pragma once

#include <string>
#include <type_traits>
#include <vector>

#include "impls/list.hpp"
#include "impls/tests/mutants/mutant.hpp"
#include "impls/tests/program.hpp"

namespace syncbench {

void add_lock_histories(std::vector<Check>& checks);  // and of the semaphore, which is one with more permits
void add_counter_histories(std::vector<Check>& checks);
void add_queue_histories(std::vector<Check>& checks);

// Adds a check for each strategy of `Strategies` and each mutant of `Mutants`; run(std::type_identity<S>{}, subject,
// scale) is what it does.
template <class Strategies, class Mutants, class Run>
void add_histories(std::vector<Check>& checks, const std::string& kind, Run run) {
  for_each_type(Strategies{}, [&]<class S>(std::type_identity<S> strategy) {
    const auto subject = kind + "/" + std::string(S::info.name);
    checks.push_back({subject, [=](double scale) { return run(strategy, subject, scale); }});
  });
  add_mutants<Mutants>(checks, kind, [run, kind]<class S>(std::type_identity<S> strategy, double scale) {
    return run(strategy, kind + " mutant", scale);
  });
}

}  // namespace syncbench
