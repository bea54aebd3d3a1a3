#include "impls/queue.hpp"
#include "impls/tests/model/models.hpp"
#include "impls/tests/mutants/queue_mutants.hpp"
// Last: it includes Relacy.
#include "impls/tests/model/own.hpp"

namespace syncbench {

void add_queue_models(std::vector<Check>& checks) {
  add_own<Queues<ModelTask>>(checks, "queue", []<class Q>(std::type_identity<Q>, double scale) {
    constexpr auto& traits = Q::info.queue;
    Finding finding;
    explore<DeliveryScenario<Q, 1, 1, 4, 2>>(finding, scale);  // twice round a ring of two
    if constexpr (traits.producers == Side::many && traits.consumers == Side::many) {
      explore<DeliveryScenario<Q, 2, 1, 2, 2>>(finding, scale);
      explore<DeliveryScenario<Q, 1, 2, 3, 2>>(finding, scale);
      explore<MixedScenario<Q, 2, 3, 2>>(finding, scale);
      explore<MixedScenario<Q, 3, 1, 2>>(finding, scale);
    }
    return finding;
  });
  add_mutants<QueueMutants<ModelTask, ModelPlatform>>(
      checks, "queue", []<class Q>(std::type_identity<Q>, double scale) {
        Finding finding;
        explore<DeliveryScenario<Q, 1, 1, 4, 2>, Search::random>(finding, scale);
        explore<MixedScenario<Q, 2, 3, 2>, Search::random>(finding, scale);
        return finding;
      });
}

}  // namespace syncbench
