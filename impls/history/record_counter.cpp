#include "impls/history/record_counter.hpp"

#include <utility>
#include <vector>

#include "impls/history/stamp.hpp"
#include "impls/watchdog/crowd.hpp"

namespace syncbench {
namespace {

std::uint64_t total_of(const Plan& plan, const AnyCounter& counter) {
  std::uint64_t total = 0;
  run_alone(plan, "value after all", [&] { total = counter.value(); });
  return total;
}

}  // namespace

CounterRun record_fetch_add(const Erased<AnyCounter>& strategy, const Plan& plan, unsigned threads) {
  return with_instance(strategy, plan, {.threads = threads}, [&](AnyCounter& counter) {
    std::vector<CounterHistory> of_threads(threads);
    run_together(plan.name, threads, [&](unsigned thread, Doing& doing) {
      Handle<AnyCounter> handle(counter, thread);
      CounterHistory own;
      own.reserve(plan.calls);
      for (Turns turns(plan, thread); turns.next();) {
        const bool reads = turns.number() % 4 == 0;
        doing.now("fetch_add", turns.number());
        const auto start = now();
        const auto answer = fetch_add(handle, reads ? 0 : 1);
        own.push_back({reads ? CounterCall::read : CounterCall::fetch_add, thread, answer, start, now()});
      }
      of_threads[thread] = std::move(own);
    });
    return CounterRun{joined(of_threads), total_of(plan, counter)};
  });
}

CounterRun record_add(const Erased<AnyCounter>& strategy, const Plan& plan, unsigned adders) {
  const auto threads = adders + (may_be_watched(strategy.info) ? 1 : 0);
  return with_instance(strategy, plan, {.threads = adders}, [&](AnyCounter& counter) {
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
        Handle<AnyCounter> handle(counter, thread);
        for (Turns turns(plan, thread); turns.next();) {
          doing.now("add", turns.number());
          const auto start = now();
          add(handle, 1);
          own.push_back({CounterCall::add, thread, 0, start, now()});
        }
      }
      of_threads[thread] = std::move(own);
    });
    return CounterRun{joined(of_threads), total_of(plan, counter)};
  });
}

}  // namespace syncbench
