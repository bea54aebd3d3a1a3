// Runs a counter and returns the history of the run.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "impls/history/counter_history.hpp"
#include "impls/history/record.hpp"
#include "impls/history/stamp.hpp"
#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/watchdog/crowd.hpp"

namespace syncbench {

struct CounterRun {
  CounterHistory history;
  std::uint64_t total;  // read after all threads were joined
};

namespace detail {

template <class C>
std::uint64_t total_of(const Plan& plan, const C& counter) {
  std::uint64_t total = 0;
  run_alone(plan, "value after all", [&] { total = counter.value(); });
  return total;
}

}  // namespace detail

// A linearizable counter: increments, and reads by fetch_add(0), since value() need not be safe beside them.
template <class C>
CounterRun record_fetch_add(const Plan& plan, unsigned threads) {
  return with_instance<C>(plan, {.threads = threads}, [&](C& counter) {
    std::vector<CounterHistory> of_threads(threads);
    run_together(plan.name, threads, [&](unsigned thread, Doing& doing) {
      Handle<C> handle(counter, thread);
      CounterHistory own;
      own.reserve(plan.calls);
      for (Turns turns(plan, thread); turns.next();) {
        const bool reads = turns.number() % 4 == 0;
        doing.now("fetch_add", turns.number());
        const auto start = now();
        const auto answer =
            handle.call([&](auto& c, auto&... local) { return c.fetch_add(reads ? 0 : 1, local...); });
        own.push_back({reads ? CounterCall::read : CounterCall::fetch_add, thread, answer, start, now()});
      }
      of_threads[thread] = std::move(own);
    });
    return CounterRun{joined(of_threads), detail::total_of(plan, counter)};
  });
}

// Whether value() may run beside add(). Of our own counters it may: they reach what they share through atomics only.
// Others promise it for the time after the adds, and are believed no more than that.
template <class C>
inline constexpr bool may_be_watched = C::info.source == Source::syncbench;

// A quiescent counter: increments, and one more thread that reads the sum meanwhile, where it may.
template <class C>
CounterRun record_add(const Plan& plan, unsigned adders) {
  const auto threads = adders + (may_be_watched<C> ? 1 : 0);
  return with_instance<C>(plan, {.threads = adders}, [&](C& counter) {
    std::vector<CounterHistory> of_threads(threads);
    run_together(plan.name, threads, [&](unsigned thread, Doing& doing) {
      CounterHistory own;
      own.reserve(plan.calls);
      if (thread == adders) {
        for (Turns turns(plan, thread); turns.next();) {
          doing.now("value", turns.number());
          const auto start = now();
          const auto answer = counter.value();
          own.push_back({CounterCall::read, thread, answer, start, now()});
        }
      } else {
        Handle<C> handle(counter, thread);
        for (Turns turns(plan, thread); turns.next();) {
          doing.now("add", turns.number());
          const auto start = now();
          handle.call([](auto& c, auto&... local) { c.add(1, local...); });
          own.push_back({CounterCall::add, thread, 0, start, now()});
        }
      }
      of_threads[thread] = std::move(own);
    });
    return CounterRun{joined(of_threads), detail::total_of(plan, counter)};
  });
}

}  // namespace syncbench
