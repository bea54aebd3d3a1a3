// What a strategy owes its users when memory runs out: std::bad_alloc, nothing leaked, and nothing changed.
#pragma once

#include <cstdint>
#include <limits>
#include <new>
#include <optional>
#include <string>

#include "impls/erased.hpp"
#include "impls/history/finding.hpp"
#include "impls/instance.hpp"
#include "impls/tests/allocation/running_out.hpp"
#include "impls/tests/contract/alone.hpp"

namespace syncbench {

// What strategies of others do wrong and we accept (accepted.hpp), so that it is not demanded. Of `everything` no
// allocation fails at all.
enum class Excused { nothing, failed_construction, use_after_failure, everything };

struct Calls {
  std::uint64_t made = 0;
  std::uint64_t starved = 0;  // of these, in which an allocation failed
  // Of a strategy that may not be used after a failure: how many more allocations of all calls succeed. The first
  // that does not ends the calls.
  std::optional<std::uint64_t> left{};
  bool ended = false;
};

// Calls attempt() with memory running out at its first allocation, then at its second, and so on, until it is
// through. attempt() may not allocate by itself. After each that failed calls failed(threw), which answers what is
// wrong, or nothing. With a number left for all calls it is called once, and not at all when the calls have ended.
template <class Attempt, class Failed>
std::string until_through(Calls& calls, Attempt attempt, Failed failed) {
  for (std::uint64_t n = 0; !calls.ended; ++n) {
    bool happened = false, threw = false;
    {
      const MemoryRunsOut memory(calls.left.value_or(n));
      try {
        attempt();
      } catch (const std::bad_alloc&) {
        threw = true;
      }
      happened = memory.happened();
      if (calls.left) calls.left = memory.left();
    }
    ++calls.made;
    if (!happened) return threw ? "threw bad_alloc, though there was memory" : "";
    ++calls.starved;
    calls.ended = calls.left.has_value();
    if (const auto wrong = failed(threw); !wrong.empty()) {
      return wrong + ", when allocation " + std::to_string(n) + " of the call failed";
    }
  }
  return {};
}

// What is wrong if so many allocations are left, or nothing.
inline std::string leaked(std::int64_t allocations) {
  return allocations == 0 ? "" : std::to_string(allocations) + " more allocated than freed";
}

// The object and a thread's Local.
template <class Any>
std::string is_made_or_not(const Erased<Any>& strategy, const Limits& limits) {
  const auto before = live_allocations();
  const auto leaks = [before]() -> std::string { return leaked(live_allocations() - before); };
  Calls calls;
  const auto make = [&] {
    const auto object = make_instance(strategy, limits);
    const Handle<Any> handle(*object, 0);
  };
  const auto wrong = until_through(calls, make, [&](bool threw) -> std::string {
    return threw ? leaks() : "its construction went on without memory";
  });
  return wrong.empty() ? leaks() : wrong;
}

// A fresh object for each allocation of the whole script use(): that one fails, and nothing may be wrong up to there.
template <class Any, class Use>
std::string is_right_until_it_fails(const Erased<Any>& strategy, const Limits& limits, Doing& self, Calls& calls,
                                    Use use) {
  std::uint64_t n = 0;
  do {
    calls.left = n;
    calls.ended = false;
    const auto object = make_instance(strategy, limits);
    if (const auto wrong = use(*object, self, calls); !wrong.empty()) {
      return wrong + ", when allocation " + std::to_string(n) + " of all calls was to fail";
    }
    ++n;
  } while (calls.ended);
  return {};
}

// use(object, self, calls) makes calls and answers what is wrong, or nothing. Observes whether they allocate.
template <class Any, class Use>
Finding judge_allocations(const Erased<Any>& strategy, const std::string& subject, const Limits& limits,
                          Excused excused, Use use) {
  Finding finding;
  Calls calls;
  const auto all = [&](Doing& self) -> std::string {
    self.now("construction");
    if (excused == Excused::everything) calls.left = std::numeric_limits<std::uint64_t>::max();
    if (excused != Excused::failed_construction && excused != Excused::everything) {
      if (const auto wrong = is_made_or_not(strategy, limits); !wrong.empty()) return wrong;
    }
    if (excused == Excused::use_after_failure) return is_right_until_it_fails(strategy, limits, self, calls, use);
    const auto object = make_instance(strategy, limits);
    return use(*object, self, calls);
  };
  // Once before it counts: what is made once and for all is no leak.
  alone(finding, subject, all);
  const auto before = live_allocations();
  alone(finding, subject, all);
  if (const auto wrong = leaked(live_allocations() - before); finding.passed && !wrong.empty()) {
    finding.fail(wrong + " in the end");
  }
  finding.operations = calls.made;
  finding.observed = {{"allocates", calls.starved != 0}};
  return finding;
}

}  // namespace syncbench
