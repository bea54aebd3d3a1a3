#include <array>
#include <memory>
#include <string>

#include "impls/counter.hpp"
#include "impls/tests/model/models.hpp"
#include "impls/tests/mutants/counter_mutants.hpp"
#include "impls/tests/mutants/own_counter_mutants.hpp"
// Last: it includes Relacy.
#include "impls/tests/model/own.hpp"

namespace syncbench {
namespace {

// Each thread adds 1 `turns` times. The total is exact; the answers, where there are any, are 0 .. total-1.
template <unsigned members, unsigned turns>
struct CounterScenario : rl::test_suite<CounterScenario<members, turns>, members> {
  static std::string name() { return times(members, turns) + " additions"; }

  std::unique_ptr<AnyCounter> object;
  std::array<bool, members * turns> answered{};

  void before() { object = make_explored<AnyCounter>({.threads = members}); }

  void thread(unsigned index) {
    Handle<AnyCounter> handle(*object, index);
    for (unsigned i = 0; i < turns; ++i) {
      if (explored<AnyCounter>->info.counter.consistency == Consistency::linearizable) {
        const auto answer = fetch_add(handle, 1);
        RL_ASSERT(answer < answered.size() && !answered[answer]);
        answered[answer] = true;
      } else {
        add(handle, 1);
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
  add_models<AnyCounter, Counters, Joined<CounterMutants<ModelPlatform>, OwnCounterMutants<ModelPlatform>>>(
      checks, "counter", [](Finding& finding, Search search, double scale) {
        explore<CounterScenario<2, 2>>(finding, search, scale);
        explore<CounterScenario<3, 1>>(finding, search, scale);
      });
}

}  // namespace syncbench
