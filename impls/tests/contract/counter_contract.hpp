// What a counter promises a thread that has it for itself.
#pragma once

#include <cstdint>
#include <limits>
#include <random>
#include <string>

#include "impls/counter.hpp"
#include "impls/instance.hpp"
#include "impls/tests/contract/alone.hpp"
#include "impls/tests/contract/smallest.hpp"

namespace syncbench {

template <class C>
void add(Handle<C>& handle, std::uint64_t n) {
  handle.call([n](auto& counter, auto&... local) { counter.add(n, local...); });
}

template <class C>
std::uint64_t fetch_add(Handle<C>& handle, std::uint64_t n) {
  return handle.call([n](auto& counter, auto&... local) { return counter.fetch_add(n, local...); });
}

// Adds `turns` amounts, by add() and fetch_add() in turn, and looks at the sum after each: it is that modulo 2^64.
template <class C>
std::string sums(unsigned turns, Doing& self) {
  using Limits64 = std::numeric_limits<std::uint64_t>;
  constexpr std::uint64_t first[] = {0, 1, 1, 0, Limits64::max(), 1, Limits64::max() / 2 + 1, Limits64::max() - 1};
  const auto counter = make_instance<C>({.threads = 1});
  if (counter->value() != 0) return "begins with " + std::to_string(counter->value());
  Handle<C> handle(*counter, 0);
  std::mt19937_64 random(1);
  std::uint64_t sum = 0;
  for (unsigned i = 0; i < turns; ++i) {
    const auto n = i < std::size(first) ? first[i] : random();
    self.now("add", i);
    const auto told = " after " + std::to_string(n) + " was added to " + std::to_string(sum);
    if constexpr (FetchingCounter<C>) {
      const auto answer = i % 2 == 0 ? fetch_add(handle, n) : (add(handle, n), sum);
      if (answer != sum) return "fetch_add answers " + std::to_string(answer) + told;
    } else {
      add(handle, n);
    }
    sum += n;
    if (counter->value() != sum) return "has " + std::to_string(counter->value()) + told;
  }
  return {};
}

template <class C>
Finding counter_contract(const std::string& subject, double scale) {
  Finding finding;
  const auto turns = scaled(scale, 2000);
  alone(finding, subject, [&](Doing& self) { return sums<C>(turns, self); });
  finding.operations += turns;

  // What threads that are gone have added stays, and a number may be given to a new one.
  const auto counter = make_instance<C>({.threads = 2});
  for (const unsigned thread : {0U, 1U, 0U}) {
    alone(finding, subject, [&](Doing&) -> std::string {
      Handle<C> handle(*counter, thread);
      add(handle, 5);
      return {};
    });
    ++finding.operations;
  }
  if (counter->value() != 15) finding.fail("forgets what threads that are gone have added");
  return finding;
}

}  // namespace syncbench
