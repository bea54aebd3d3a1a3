// Makes a check of each strategy of a list and of each seeded bug.
#pragma once

#include <string>
#include <type_traits>
#include <vector>

#include "impls/list.hpp"
#include "impls/tests/mutants/mutant.hpp"
#include "impls/tests/program.hpp"

namespace syncbench {

// run(std::type_identity<S>{}, subject, scale) is what is done to a strategy; `subject` is for the watchdog to tell.
template <class Strategies, class Mutants, class Run>
void add_all(std::vector<Check>& checks, const std::string& kind, Run run) {
  for_each_type(Strategies{}, [&]<class S>(std::type_identity<S> strategy) {
    const auto subject = kind + "/" + std::string(S::info.name);
    checks.push_back({subject, [=](double scale) { return run(strategy, subject, scale); }});
  });
  add_mutants<Mutants>(checks, kind, [run, kind]<class S>(std::type_identity<S> strategy, double scale) {
    return run(strategy, kind + " mutant", scale);
  });
}

}  // namespace syncbench
