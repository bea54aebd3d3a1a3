#include <memory>
#include <string>

#include "impls/reclaim/hazard_pointers.hpp"
#include "impls/tests/model/models.hpp"
#include "impls/tests/mutants/wait_mutants.hpp"
#include "impls/wait/event.hpp"
#include "impls/wait/eventcount.hpp"
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

// Behind virtual calls, so that the scenarios are compiled once: what they make is set before they are explored.
struct AnySemaphore {
  virtual ~AnySemaphore() = default;
  virtual void acquire() = 0;
  virtual void release() = 0;
};
struct AnyEvent {
  virtual ~AnyEvent() = default;
  virtual void set() = 0;
  virtual void wait() = 0;
  virtual bool is_set() const = 0;
};

struct AnyEventCount {
  virtual ~AnyEventCount() = default;
  virtual int prepare() = 0;
  virtual void wait(int key) = 0;
  virtual void notify() = 0;
};

template <class P>
struct SemaphoreOn : AnySemaphore {
  explicit SemaphoreOn(int permits) : semaphore(permits) {}
  void acquire() override { semaphore.acquire(); }
  void release() override { semaphore.release(); }
  Semaphore<P> semaphore;
};
template <class P>
struct EventOn : AnyEvent {
  void set() override { event.set(); }
  void wait() override { event.wait(); }
  bool is_set() const override { return event.is_set(); }
  Event<P> event;
};

template <class P>
struct EventCountOn : AnyEventCount {
  int prepare() override { return eventcount.prepare(); }
  void wait(int key) override { eventcount.wait(key); }
  void notify() override { eventcount.notify(); }
  EventCount<P> eventcount;
};

std::unique_ptr<AnySemaphore> (*make_semaphore)(int permits) = nullptr;
std::unique_ptr<AnyEvent> (*make_event)() = nullptr;
std::unique_ptr<AnyEventCount> (*make_eventcount)() = nullptr;

// Threads take permits and give them back; `permits` words are each held by one thread at a time.
template <int permits, unsigned members, unsigned turns>
struct SemaphoreScenario : rl::test_suite<SemaphoreScenario<permits, members, turns>, members> {
  static std::string name() { return std::to_string(permits) + " permits, " + times(members, turns) + " turns"; }

  std::unique_ptr<AnySemaphore> object;
  ModelPlatform::plain<int> guarded{0};  // changed only where there is one permit
  int inside = 0;

  void before() { object = make_semaphore(permits); }

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
template <unsigned takers>
struct HandOutScenario : rl::test_suite<HandOutScenario<takers>, takers + 1> {
  static std::string name() { return std::to_string(takers) + " permits handed out"; }

  std::unique_ptr<AnySemaphore> object;
  ModelPlatform::plain<int> data{0};

  void before() { object = make_semaphore(0); }

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
template <unsigned waiters>
struct EventScenario : rl::test_suite<EventScenario<waiters>, waiters + 1> {
  static std::string name() { return std::to_string(waiters) + " waiters"; }

  std::unique_ptr<AnyEvent> object;
  ModelPlatform::plain<int> data{0};

  void before() { object = make_event(); }

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

using Word = ModelPlatform::atomic<int>;

// relaxed, as weak as the accesses of a queue may be: the eventcount must not count on more. What the word stands for is
// handed over by the orders of the word itself, which is not the eventcount's to show.
template <class Done>
void await(AnyEventCount& object, const Word& word, Done done) {
  while (!done(word.load(std::memory_order_relaxed))) {
    const int key = object.prepare();
    if (done(word.load(std::memory_order_relaxed))) return;
    object.wait(key);
  }
}

// Threads count up once each, and the others wait until all have.
template <unsigned changers, unsigned waiters>
struct ChangesScenario : rl::test_suite<ChangesScenario<changers, waiters>, changers + waiters> {
  static std::string name() {
    return std::to_string(changers) + " who change, " + std::to_string(waiters) + " who wait";
  }

  std::unique_ptr<AnyEventCount> object;
  Word changes{0};

  void before() { object = make_eventcount(); }

  void thread(unsigned index) {
    if (index < changers) {
      changes.fetch_add(1, std::memory_order_relaxed);  // relaxed: see await()
      object->notify();
    } else {
      await(*object, changes, [](int seen) { return seen == static_cast<int>(changers); });
    }
  }

  void after() { object.reset(); }
};

// Two threads take turns, so that each sleeps and is woken again and again.
template <int turns>
struct TurnsScenario : rl::test_suite<TurnsScenario<turns>, 2> {
  static std::string name() { return std::to_string(turns) + " turns"; }

  std::unique_ptr<AnyEventCount> object;
  Word turn{0};

  void before() { object = make_eventcount(); }

  void thread(unsigned index) {
    for (int mine = static_cast<int>(index); mine < turns; mine += 2) {
      await(*object, turn, [mine](int seen) { return seen == mine; });
      turn.store(mine + 1, std::memory_order_relaxed);  // relaxed: see await()
      object->notify();
    }
  }

  void after() { object.reset(); }
};

template <class P>
Finding explore_semaphore(Search how, double scale) {
  make_semaphore = [](int permits) -> std::unique_ptr<AnySemaphore> {
    return std::make_unique<SemaphoreOn<P>>(permits);
  };
  Finding finding;
  explore<SemaphoreScenario<1, 2, 2>>(finding, how, scale);
  explore<SemaphoreScenario<2, 3, 1>>(finding, how, scale);
  explore<HandOutScenario<2>>(finding, how, scale);
  return finding;
}

template <class P>
Finding explore_event(Search how, double scale) {
  make_event = []() -> std::unique_ptr<AnyEvent> { return std::make_unique<EventOn<P>>(); };
  Finding finding;
  explore<EventScenario<1>>(finding, how, scale);
  explore<EventScenario<2>>(finding, how, scale);
  return finding;
}

template <class P>
Finding explore_eventcount(Search how, double scale) {
  make_eventcount = []() -> std::unique_ptr<AnyEventCount> { return std::make_unique<EventCountOn<P>>(); };
  Finding finding;
  explore<ChangesScenario<1, 1>>(finding, how, scale);
  explore<ChangesScenario<1, 2>>(finding, how, scale);
  explore<ChangesScenario<2, 1>>(finding, how, scale);
  explore<TurnsScenario<4>>(finding, how, scale);
  return finding;
}

template <class P>
Finding explore_reclaim(Search how, double scale) {
  using Domain = HazardPointers<P, ReclaimedNode<P>, 1, 1>;
  Finding finding;
  explore<ReclaimScenario<Domain, P, 1, 2>>(finding, how, scale);
  explore<ReclaimScenario<Domain, P, 2, 1>>(finding, how, scale);
  return finding;
}

}  // namespace

void add_waiting_models(std::vector<Check>& checks) {
  using Ours = ModelPlatform;
  checks.push_back({"wait/semaphore", [](double scale) { return explore_semaphore<Ours>(Search::both, scale); }});
  checks.push_back({"wait/event", [](double scale) { return explore_event<Ours>(Search::both, scale); }});
  checks.push_back({"wait/eventcount", [](double scale) { return explore_eventcount<Ours>(Search::both, scale); }});
  checks.push_back(
      {"reclaim/hazard_pointers", [](double scale) { return explore_reclaim<Ours>(Search::both, scale); }});
  add_mutants<SemaphoreMutants<Ours>>(checks, "wait", []<class P>(std::type_identity<P>, double scale) {
    return explore_semaphore<P>(Search::random, scale);
  });
  add_mutants<EventMutants<Ours>>(checks, "wait", []<class P>(std::type_identity<P>, double scale) {
    return explore_event<P>(Search::random, scale);
  });
  add_mutants<EventCountMutants<Ours>>(checks, "wait", []<class P>(std::type_identity<P>, double scale) {
    return explore_eventcount<P>(Search::random, scale);
  });
  add_mutants<ReclaimMutants<Ours>>(checks, "reclaim", []<class P>(std::type_identity<P>, double scale) {
    return explore_reclaim<P>(Search::random, scale);
  });
}

}  // namespace syncbench
