#include <memory>
#include <string>

#include "impls/reclaim/hazard_pointers.hpp"
#include "impls/tests/model/models.hpp"
#include "impls/tests/mutants/wait_mutants.hpp"
#include "impls/wait/event.hpp"
#include "impls/wait/semaphore.hpp"
// Last: it includes Relacy.
#include "impls/tests/model/search.hpp"

namespace syncbench {
namespace {

// One thread replaces a node again and again and retires the old one; the others read it under a hazard pointer.
// `Domain` is HazardPointers over ReclaimedNode<Platform>. The end of a node writes to it, so that a reading that is
// not over by then is a race.
template <class Platform>
struct ReclaimedNode {
  explicit ReclaimedNode(int v) : value(v) {}
  ~ReclaimedNode() { value.set(-1); }
  typename Platform::template plain<int> value;
};

template <class Domain, class Platform, unsigned readers, int turns>
struct ReclaimScenario : rl::test_suite<ReclaimScenario<Domain, Platform, readers, turns>, readers + 1> {
  static std::string name() {
    return std::to_string(readers) + " readers, " + std::to_string(turns) + " replacements";
  }
  using Node = ReclaimedNode<Platform>;

  std::unique_ptr<Domain> domain;
  typename Platform::template atomic<Node*> shared{nullptr};

  void before() {
    domain = std::make_unique<Domain>(readers + 1);
    shared.store(Platform::template make<Node>(0), std::memory_order_relaxed);  // relaxed: no thread is there yet
  }

  void thread(unsigned index) {
    typename Domain::Local local(*domain, index);
    if (index == readers) {
      for (int i = 1; i <= turns; ++i) {
        // seq_cst: the (3) of hazard_pointers.hpp. It also publishes the node.
        local.retire(shared.exchange(Platform::template make<Node>(i), std::memory_order_seq_cst));
      }
      return;
    }
    for (int i = 0; i < turns; ++i) {
      auto* node = local.protect(0, shared);
      Platform::pause();  // Relacy switches threads only at atomic accesses, and here
      const auto value = node->value.get();
      RL_ASSERT(value >= 0 && value <= turns);
      local.clear();
    }
  }

  void after() {
    Platform::dispose(shared.load(std::memory_order_relaxed));  // relaxed: no thread is left
    domain.reset();
  }
};

// Threads take permits and give them back; `permits` words are each held by one thread at a time.
template <class S, int permits, unsigned members, unsigned turns>
struct SemaphoreScenario : rl::test_suite<SemaphoreScenario<S, permits, members, turns>, members> {
  static std::string name() { return std::to_string(permits) + " permits, " + times(members, turns) + " turns"; }

  std::unique_ptr<S> object;
  ModelPlatform::plain<int> guarded{0};  // changed only where there is one permit
  int inside = 0;

  void before() { object = std::make_unique<S>(permits); }

  void thread(unsigned) {
    for (unsigned i = 0; i < turns; ++i) {
      object->acquire();
      RL_ASSERT(++inside <= permits);
      ModelPlatform::pause();  // stays for a while
      if constexpr (permits == 1) guarded.set(guarded.get() + 1);
      --inside;
      object->release();
    }
  }

  void after() {
    RL_ASSERT(permits != 1 || guarded.get() == static_cast<int>(members * turns));
    object.reset();
  }
};

// Thread 0 hands out permits that are not there at first, one for each of the others.
template <class S, unsigned takers>
struct HandOutScenario : rl::test_suite<HandOutScenario<S, takers>, takers + 1> {
  static std::string name() { return std::to_string(takers) + " permits handed out"; }

  std::unique_ptr<S> object;
  ModelPlatform::plain<int> data{0};

  void before() { object = std::make_unique<S>(0); }

  void thread(unsigned index) {
    if (index == 0) {
      data.set(7);
      for (unsigned i = 0; i < takers; ++i) object->release();
    } else {
      object->acquire();
      RL_ASSERT(data.get() == 7);
    }
  }

  void after() { object.reset(); }
};

// Thread 0 writes and sets the event, the others wait for it and read.
template <class E, unsigned waiters>
struct EventScenario : rl::test_suite<EventScenario<E, waiters>, waiters + 1> {
  static std::string name() { return std::to_string(waiters) + " waiters"; }

  std::unique_ptr<E> object;
  ModelPlatform::plain<int> data{0};

  void before() { object = std::make_unique<E>(); }

  void thread(unsigned index) {
    if (index == 0) {
      data.set(7);
      object->set();
    } else {
      object->wait();
      RL_ASSERT(data.get() == 7);
    }
  }

  void after() {
    RL_ASSERT(object->is_set());
    object.reset();
  }
};

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
