#include "impls/tests/progress/guarantee.hpp"
#include "impls/tests/progress/progress.hpp"
#include "impls/tests/progress/progress_mutants.hpp"

namespace syncbench {

void add_counter_progress(std::vector<Check>& checks) {
  add_progress<ProgressCounterMutants<WatchedPlatform>>(
      checks, "counter", tested_counters(), [](const Erased<AnyCounter>& strategy, const std::string& subject) {
        const bool fetches = strategy.info.counter.consistency == Consistency::linearizable;
        // The sum is asked for too where it may be beside additions: an adapter's is a plain word.
        const auto any_call = [fetches, watches = !strategy.adapter](Handle<AnyCounter>& handle, unsigned number) {
          if (fetches && number % 3 == 1) return fetch_add(handle, 1), "fetch_add";
          if (watches && number % 3 == 2) return handle.call([](auto& counter, auto&) { counter.value(); }), "value";
          return add(handle, 1), "add";
        };
        const auto calls = [any_call](Handle<AnyCounter>& handle, const Puppet&) {
          for (unsigned i = 0; i < 6; ++i) any_call(handle, i);
        };
        return judge_progress(strategy, subject, {}, calls, calls, any_call);
      });
}

}  // namespace syncbench
