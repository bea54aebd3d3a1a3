#include <cstdint>

#include "impls/counter.hpp"
#include "impls/tests/contract/counter_contract.hpp"
#include "impls/tests/progress/guarantee.hpp"
#include "impls/tests/progress/progress.hpp"
#include "impls/tests/progress/progress_mutants.hpp"

namespace syncbench {
namespace {

// The sum is asked for too where it may be beside additions: an adapter's is a plain word.
template <class C>
const char* any_call(Handle<C>& handle, unsigned number) {
  constexpr bool locked = requires(C & adapter) { adapter.mutex(); };
  if constexpr (FetchingCounter<C>) {
    if (number % 3 == 1) return fetch_add(handle, 1), "fetch_add";
  }
  if constexpr (!locked) {
    if (number % 3 == 2) return handle.call([](auto& counter, auto&...) { counter.value(); }), "value";
  }
  return add(handle, 1), "add";
}

}  // namespace

void add_counter_progress(std::vector<Check>& checks) {
  add_progress<Counters, ProgressCounterMutants<WatchedPlatform>>(
      checks, "counter", []<class C>(std::type_identity<C>, const std::string& subject) {
        const auto calls = [](Handle<C>& handle, const Puppet&) {
          for (unsigned i = 0; i < 6; ++i) any_call(handle, i);
        };
        return judge_progress<C>(subject, {}, calls, calls, any_call<C>);
      });
}

}  // namespace syncbench
