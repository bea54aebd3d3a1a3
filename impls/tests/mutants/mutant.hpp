// A seeded bug: a strategy that is wrong in one known way, and the layer of the verification that must find it.
//
// Mutants are tests of the tests. They never enter the lists of the kinds, so they are never measured.
#pragma once

#include <string>
#include <type_traits>
#include <vector>

#include "impls/adapters/name.hpp"
#include "impls/every.hpp"
#include "impls/list.hpp"
#include "impls/tests/mutants/mutated.hpp"
#include "impls/tests/program.hpp"

namespace syncbench {

// `S` is the strategy `of` with the bug `name`.
template <FixedString of, FixedString name, FixedString killed_by, FixedString what, class S>
struct Mutant {
  using Strategy = S;
  static std::string strategy() { return std::string(of.view()); }
  static std::string subject() { return "mutant/" + strategy() + "/" + std::string(name.view()); }
  static std::string bug() { return std::string(what.view()); }
  static std::string killer() { return std::string(killed_by.view()); }
};

// As a value.
template <class Any>
struct ErasedMutant {
  std::string subject;
  SeededBug bug;
  Strategy<Any> strategy;
};

template <class Any, class Mutants>
std::vector<ErasedMutant<Any>> erased_mutants(const std::string& kind) {
  std::vector<ErasedMutant<Any>> all;
  for_each_type(Mutants{}, [&]<class M>(std::type_identity<M>) {
    all.push_back(
        {M::subject(), {kind, M::strategy(), M::bug(), M::killer()}, strategy<Any, typename M::Strategy>()});
  });
  return all;
}

// Of locks, counters and queues, on the standard library's Platform.
const std::vector<ErasedMutant<AnyLock>>& lock_mutants();
const std::vector<ErasedMutant<AnyCounter>>& counter_mutants();
const std::vector<ErasedMutant<AnyQueue>>& queue_mutants();

// Adds a check for each mutant of the list; run(std::type_identity<Strategy>{}, scale) is what is done to it.
template <class Mutants, class Run>
void add_mutants(std::vector<Check>& checks, const std::string& kind, Run run) {
  for_each_type(Mutants{}, [&]<class M>(std::type_identity<M>) {
    checks.push_back({M::subject(),
                      [run](double scale) { return run(std::type_identity<typename M::Strategy>{}, scale); },
                      SeededBug{kind, M::strategy(), M::bug(), M::killer()}});
  });
}

// The same for mutants as values; run(mutant, scale).
template <class Any, class Run>
void add_mutants(std::vector<Check>& checks, const std::vector<ErasedMutant<Any>>& mutants, Run run) {
  for (const auto& mutant : mutants) {
    checks.push_back({mutant.subject, [run, &mutant](double scale) { return run(mutant, scale); }, mutant.bug});
  }
}

}  // namespace syncbench
