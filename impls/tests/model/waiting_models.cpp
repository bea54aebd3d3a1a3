#include "impls/reclaim/hazard_pointers.hpp"
#include "impls/tests/model/models.hpp"
#include "impls/tests/mutants/wait_mutants.hpp"
#include "impls/wait/event.hpp"
#include "impls/wait/semaphore.hpp"
// Last: it includes Relacy.
#include "impls/tests/model/scenarios.hpp"

namespace syncbench {
namespace {

// Hands what is done to a semaphore, an event and a reclamation domain over a Platform to add(semaphore, event,
// reclaim).
template <Search how, class Add>
void add_primitives(Add add) {
  const auto semaphore = []<class P>(std::type_identity<P>, double scale) {
    Finding finding;
    explore<SemaphoreScenario<Semaphore<P>, 1, 2, 2>, how>(finding, scale);
    explore<SemaphoreScenario<Semaphore<P>, 2, 3, 1>, how>(finding, scale);
    explore<HandOutScenario<Semaphore<P>, 2>, how>(finding, scale);
    return finding;
  };
  const auto event = []<class P>(std::type_identity<P>, double scale) {
    Finding finding;
    explore<EventScenario<Event<P>, 1>, how>(finding, scale);
    explore<EventScenario<Event<P>, 2>, how>(finding, scale);
    return finding;
  };
  const auto reclaim = []<class P>(std::type_identity<P>, double scale) {
    using Domain = HazardPointers<P, ReclaimedNode<P>, 1, 1>;
    Finding finding;
    explore<ReclaimScenario<Domain, P, 1, 2>, how>(finding, scale);
    explore<ReclaimScenario<Domain, P, 2, 1>, how>(finding, scale);
    return finding;
  };
  add(semaphore, event, reclaim);
}

}  // namespace

void add_waiting_models(std::vector<Check>& checks) {
  add_primitives<Search::both>([&](auto semaphore, auto event, auto reclaim) {
    using Ours = std::type_identity<ModelPlatform>;
    checks.push_back({"wait/semaphore", [=](double scale) { return semaphore(Ours{}, scale); }});
    checks.push_back({"wait/event", [=](double scale) { return event(Ours{}, scale); }});
    checks.push_back({"reclaim/hazard_pointers", [=](double scale) { return reclaim(Ours{}, scale); }});
  });
  add_primitives<Search::random>([&](auto semaphore, auto event, auto reclaim) {
    add_mutants<SemaphoreMutants<ModelPlatform>>(checks, "wait", semaphore);
    add_mutants<EventMutants<ModelPlatform>>(checks, "wait", event);
    add_mutants<ReclaimMutants<ModelPlatform>>(checks, "reclaim", reclaim);
  });
}

}  // namespace syncbench
