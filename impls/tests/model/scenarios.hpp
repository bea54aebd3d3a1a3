// What the threads of the model checker do to a lock, a counter, a queue, a reclamation domain or a waiting
// primitive.
//
// Each body is small on purpose: the searches see most interleavings of two to four threads with a few calls each,
// and bugs of synchronization show in such. The words that the checks are made of (answers, orders) are ordinary
// memory: all threads run in one, and only the strategy's own accesses are modelled.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <ostream>
#include <string>

#include "impls/counter.hpp"
#include "impls/instance.hpp"
#include "impls/lock.hpp"
#include "impls/queue.hpp"
#include "impls/reclaim/hazard_pointers.hpp"
#include "impls/wait/event.hpp"
#include "impls/wait/semaphore.hpp"
// Last: it includes Relacy.
#include "impls/tests/model/search.hpp"

namespace syncbench {

using ModelPlatform = RelacyPlatform;

inline std::string times(unsigned a, unsigned b) { return std::to_string(a) + "x" + std::to_string(b); }

// Each thread enters `turns` times and changes a word that nothing but the lock protects.
template <class L, unsigned members, unsigned turns>
struct LockScenario : rl::test_suite<LockScenario<L, members, turns>, members> {
  static std::string name() { return times(members, turns) + " sections"; }

  std::unique_ptr<L> object;
  ModelPlatform::plain<int> guarded{0};

  void before() { object = make_instance<L>({.threads = members}); }

  void thread(unsigned index) {
    Handle<L> handle(*object, index);
    for (unsigned i = 0; i < turns; ++i) {
      handle.call([](auto& lock, auto&... local) { lock.lock(local...); });
      guarded.set(guarded.get() + 1);
      handle.call([](auto& lock, auto&... local) { lock.unlock(local...); });
    }
  }

  void after() {
    RL_ASSERT(guarded.get() == static_cast<int>(members * turns));
    object.reset();
  }
};

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

// A task of a scenario says who pushed it and its number there. One word: Relacy keeps it in its own variables.
using ModelTask = unsigned;
constexpr unsigned most_tasks = 16;  // of one producer
constexpr ModelTask task_of(unsigned producer, unsigned number) { return producer * most_tasks + number; }

// Which tasks arrived, and whether each came once and in its producer's order.
template <unsigned producers, unsigned each>
class Arrivals {
 public:
  // For each consumer an order of its own.
  struct Order {
    std::array<unsigned, producers> next{};
  };

  void note(ModelTask task, Order& order, bool in_order) {
    const auto producer = task / most_tasks, number = task % most_tasks;
    RL_ASSERT(producer < producers && number < each);
    RL_ASSERT(!arrived_[producer][number]);
    arrived_[producer][number] = true;
    RL_ASSERT(!in_order || number >= order.next[producer]);
    order.next[producer] = number + 1;
    ++count_;
  }
  bool all() const { return count_ == producers * each; }

 private:
  std::array<std::array<bool, each>, producers> arrived_{};
  unsigned count_ = 0;
};

// Producers push until all their tasks are in, consumers pop until all have arrived: a queue that is full or empty is
// tried again, and one that forgets a task is a livelock.
template <class Q, unsigned producers, unsigned consumers, unsigned each, std::size_t capacity>
struct DeliveryScenario
    : rl::test_suite<DeliveryScenario<Q, producers, consumers, each, capacity>, producers + consumers> {
  static std::string name() { return times(producers, consumers) + ", " + std::to_string(each) + " tasks each"; }

  std::unique_ptr<Q> object;
  Arrivals<producers, each> arrivals;

  void before() { object = make_instance<Q>({.threads = producers + consumers, .capacity = capacity}); }

  void thread(unsigned index) {
    Handle<Q> handle(*object, index);
    if (index < producers) {
      for (unsigned i = 0; i < each; ++i) {
        const auto task = task_of(index, i);
        while (!handle.call([&](auto& queue, auto&... local) { return queue.try_push(task, local...); })) {
          ModelPlatform::pause();
        }
      }
      return;
    }
    typename Arrivals<producers, each>::Order order;
    while (!arrivals.all()) {
      ModelTask task = 0;
      if (handle.call([&](auto& queue, auto&... local) { return queue.try_pop(task, local...); })) {
        arrivals.note(task, order, Q::info.queue.order != Order::unordered);
      } else {
        ModelPlatform::pause();
      }
    }
  }

  void after() {
    ModelTask task = 0;
    {
      Handle<Q> handle(*object, 0);
      RL_ASSERT(!handle.call([&](auto& queue, auto&... local) { return queue.try_pop(task, local...); }));
    }
    object.reset();
  }
};

// Every thread pushes and pops in turn, and takes no for an answer: full, empty and the way round the ring come
// together. What is left is drained; each task that went in comes out once.
template <class Q, unsigned members, unsigned turns, std::size_t capacity>
struct MixedScenario : rl::test_suite<MixedScenario<Q, members, turns, capacity>, members> {
  static std::string name() { return std::to_string(members) + " threads push and pop in turn"; }

  std::unique_ptr<Q> object;
  unsigned pushed = 0, popped = 0;
  std::array<std::array<int, turns>, members> inside{};  // by task: 1 while it is in the queue

  void before() { object = make_instance<Q>({.threads = members, .capacity = capacity}); }

  void thread(unsigned index) {
    Handle<Q> handle(*object, index);
    for (unsigned i = 0; i < turns; ++i) {
      const auto task = task_of(index, i);
      ++inside[index][i];  // before the call: another thread may pop the task before it returns
      if (handle.call([&](auto& queue, auto&... local) { return queue.try_push(task, local...); })) {
        ++pushed;
      } else {
        --inside[index][i];
      }
      pop(handle);
    }
  }

  void after() {
    {
      Handle<Q> handle(*object, 0);
      while (pop(handle)) {
      }
    }
    RL_ASSERT(pushed == popped);
    object.reset();
  }

  bool pop(Handle<Q>& handle) {
    auto task = task_of(members, turns);
    if (!handle.call([&](auto& queue, auto&... local) { return queue.try_pop(task, local...); })) return false;
    const auto producer = task / most_tasks, number = task % most_tasks;
    RL_ASSERT(producer < members && number < turns);
    RL_ASSERT(--inside[producer][number] == 0);
    ++popped;
    return true;
  }
};

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

}  // namespace syncbench
