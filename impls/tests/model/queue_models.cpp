#include <array>
#include <cstddef>
#include <memory>
#include <string>

#include "impls/queue.hpp"
#include "impls/tests/model/models.hpp"
#include "impls/tests/mutants/queue_mutants.hpp"
// Last: it includes Relacy.
#include "impls/tests/model/own.hpp"

namespace syncbench {
namespace {

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

}  // namespace

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
