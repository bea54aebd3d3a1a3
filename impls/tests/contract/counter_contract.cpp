#include "impls/tests/contract/counter_contract.hpp"

#include <cstdint>
#include <iterator>
#include <limits>
#include <random>

#include "impls/tests/contract/alone.hpp"

namespace syncbench {
namespace {

// Adds `turns` amounts, by add() and fetch_add() in turn, and looks at the sum after each: it is that modulo 2^64.
std::string sums(const Erased<AnyCounter>& strategy, unsigned turns, Doing& self) {
  using Limits64 = std::numeric_limits<std::uint64_t>;
  constexpr std::uint64_t first[] = {0, 1, 1, 0, Limits64::max(), 1, Limits64::max() / 2 + 1, Limits64::max() - 1};
  const bool fetches = strategy.info.counter.consistency == Consistency::linearizable;
  const auto counter = make_instance(strategy, {.threads = 1});
  if (counter->value() != 0) return "begins with " + std::to_string(counter->value());
  Handle<AnyCounter> handle(*counter, 0);
  std::mt19937_64 random(1);
  std::uint64_t sum = 0;
  for (unsigned i = 0; i < turns; ++i) {
    const auto n = i < std::size(first) ? first[i] : random();
    self.now("add", i);
    const auto told = " after " + std::to_string(n) + " was added to " + std::to_string(sum);
    if (fetches && i % 2 == 0) {
      const auto answer = fetch_add(handle, n);
      if (answer != sum) return "fetch_add answers " + std::to_string(answer) + told;
    } else {
      add(handle, n);
    }
    sum += n;
    if (counter->value() != sum) return "has " + std::to_string(counter->value()) + told;
  }
  return {};
}

}  // namespace

Finding counter_contract(const Tested<AnyCounter>& tested, const std::string& subject, double scale) {
  Finding finding;
  const auto turns = scaled(scale, 2000);
  for (const auto& strategy : tested.tunings) {
    alone(finding, subject, [&](Doing& self) { return sums(strategy, turns, self); });
    finding.operations += turns;

    // What threads that are gone have added stays, and a number may be given to a new one.
    const auto counter = make_instance(strategy, {.threads = 2});
    for (const unsigned thread : {0U, 1U, 0U}) {
      alone(finding, subject, [&](Doing&) -> std::string {
        Handle<AnyCounter> handle(*counter, thread);
        add(handle, 5);
        return {};
      });
      ++finding.operations;
    }
    if (counter->value() != 15) finding.fail("forgets what threads that are gone have added");
  }
  return finding;
}

}  // namespace syncbench
