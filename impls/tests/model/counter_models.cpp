#include <array>
#include <memory>
#include <string>

#include "impls/counter.hpp"
#include "impls/tests/model/models.hpp"
#include "impls/tests/mutants/counter_mutants.hpp"
// Last: it includes Relacy.
#include "impls/tests/model/own.hpp"

namespace syncbench {
namespace {

// Each thread adds 1 `turns` times. The total is exact; the answers, where there are any, are 0 .. total-1.
template <class C, unsigned members, unsigned turns>
struct CounterScenario : rl::test_suite<CounterScenario<C, members, turns>, members> {
  static std::string name() { return times(members, turns) + " additions"; }

  std::unique_ptr<C> object;
  std::array<bool, members * turns> answered{};

  void before() { object = make_instance<C>({.threads = members}); }

  void thread(unsigned index) {
    Handle<C> handle(*object, index);
    for (unsigned i = 0; i < turns; ++i) {
      if constexpr (FetchingCounter<C>) {
        const auto answer = handle.call([](auto& counter, auto&... local) { return counter.fetch_add(1, local...); });
        RL_ASSERT(answer < answered.size() && !answered[answer]);
        answered[answer] = true;
      } else {
        handle.call([](auto& counter, auto&... local) { counter.add(1, local...); });
      }
    }
  }

  void after() {
    RL_ASSERT(object->value() == members * turns);
    object.reset();
  }
};

}  // namespace

void add_counter_models(std::vector<Check>& checks) {
  add_own<Counters>(checks, "counter", []<class C>(std::type_identity<C>, double scale) {
    Finding finding;
    explore<CounterScenario<C, 2, 2>>(finding, scale);
    explore<CounterScenario<C, 3, 1>>(finding, scale);
    return finding;
  });
  add_mutants<CounterMutants<ModelPlatform>>(checks, "counter", []<class C>(std::type_identity<C>, double scale) {
    Finding finding;
    explore<CounterScenario<C, 2, 2>, Search::random>(finding, scale);
    return finding;
  });
}

}  // namespace syncbench
