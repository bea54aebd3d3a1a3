#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "impls/queue.hpp"
#include "impls/tests/model/models.hpp"
#include "impls/tests/mutants/lock_free_mutants.hpp"
#include "impls/tests/mutants/queue_mutants.hpp"
#include "impls/tests/mutants/ring_mutants.hpp"
// Last: it includes Relacy.
#include "impls/tests/model/own.hpp"

namespace syncbench {
namespace {

// A task of a scenario says who pushed it and its number there.
using ModelTask = std::uint64_t;
constexpr unsigned most_tasks = 16;  // of one producer
constexpr ModelTask task_of(unsigned producer, unsigned number) { return ModelTask{producer} * most_tasks + number; }

// Which tasks arrived, and whether each came once and in its producer's order.
template <unsigned producers, unsigned each>
class Arrivals {
 public:
  // For each consumer an order of its own.
  struct Order {
    std::array<unsigned, producers> next{};
  };

  void note(ModelTask task, Order& order, bool in_order) {
    const auto producer = static_cast<unsigned>(task / most_tasks), number = static_cast<unsigned>(task % most_tasks);
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
template <unsigned producers, unsigned consumers, unsigned each, std::size_t capacity>
struct DeliveryScenario
    : rl::test_suite<DeliveryScenario<producers, consumers, each, capacity>, producers + consumers> {
  static std::string name() { return times(producers, consumers) + ", " + std::to_string(each) + " tasks each"; }

  std::unique_ptr<AnyQueue> object;
  Arrivals<producers, each> arrivals;

  void before() { object = make_explored<AnyQueue>({.threads = producers + consumers, .capacity = capacity}); }

  void thread(unsigned index) {
    Handle<AnyQueue> handle(*object, index);
    if (index < producers) {
      for (unsigned i = 0; i < each; ++i) {
        const auto task = task_of(index, i);
        while (!push(handle, task)) {
          ModelPlatform::pause();
        }
      }
      return;
    }
    typename Arrivals<producers, each>::Order order;
    while (!arrivals.all()) {
      ModelTask task = 0;
      if (syncbench::pop(handle, task)) {
        arrivals.note(task, order, keeps_producer_order(explored<AnyQueue>->info.queue.order));
      } else {
        ModelPlatform::pause();
      }
    }
  }

  void after() {
    ModelTask task = 0;
    {
      Handle<AnyQueue> handle(*object, 0);
      RL_ASSERT(!syncbench::pop(handle, task));
    }
    object.reset();
  }
};

// The same in batches of two or three, whose ends meet the end of the ring in turn; what was not taken is tried again.
template <unsigned producers, unsigned consumers, unsigned each, std::size_t capacity>
struct BatchScenario : rl::test_suite<BatchScenario<producers, consumers, each, capacity>, producers + consumers> {
  static std::string name() {
    return times(producers, consumers) + " in batches, " + std::to_string(each) + " tasks each";
  }

  std::unique_ptr<AnyQueue> object;
  Arrivals<producers, each> arrivals;

  void before() { object = make_explored<AnyQueue>({.threads = producers + consumers, .capacity = capacity}); }

  void thread(unsigned index) {
    Handle<AnyQueue> handle(*object, index);
    if (index < producers) {
      std::array<ModelTask, each> tasks;
      for (unsigned i = 0; i < each; ++i) tasks[i] = task_of(index, i);
      for (std::size_t done = 0; done < each;) {
        const auto pushed = push_batch(handle, &tasks[done], std::min<std::size_t>(3, each - done));
        if (pushed == 0) ModelPlatform::pause();
        done += pushed;
      }
      return;
    }
    typename Arrivals<producers, each>::Order order;
    while (!arrivals.all()) {
      std::array<ModelTask, 2> tasks;
      const auto popped = pop_batch(handle, tasks.data(), tasks.size());
      if (popped == 0) ModelPlatform::pause();
      for (std::size_t i = 0; i < popped; ++i) {
        arrivals.note(tasks[i], order, keeps_producer_order(explored<AnyQueue>->info.queue.order));
      }
    }
  }

  void after() {
    ModelTask task = 0;
    {
      Handle<AnyQueue> handle(*object, 0);
      RL_ASSERT(pop_batch(handle, &task, 1) == 0);
    }
    object.reset();
  }
};

// Every thread pushes and pops in turn, and takes no for an answer: full, empty and the way round the ring come
// together. What is left is drained; each task that went in comes out once.
template <unsigned members, unsigned turns, std::size_t capacity>
struct MixedScenario : rl::test_suite<MixedScenario<members, turns, capacity>, members> {
  static std::string name() { return std::to_string(members) + " threads push and pop in turn"; }

  std::unique_ptr<AnyQueue> object;
  unsigned pushed = 0, popped = 0;
  std::array<std::array<int, turns>, members> inside{};  // by task: 1 while it is in the queue

  void before() { object = make_explored<AnyQueue>({.threads = members, .capacity = capacity}); }

  void thread(unsigned index) {
    Handle<AnyQueue> handle(*object, index);
    for (unsigned i = 0; i < turns; ++i) {
      const auto task = task_of(index, i);
      ++inside[index][i];  // before the call: another thread may pop the task before it returns
      if (push(handle, task)) {
        ++pushed;
      } else {
        --inside[index][i];
      }
      pop(handle);
    }
  }

  void after() {
    {
      Handle<AnyQueue> handle(*object, 0);
      while (pop(handle)) {
      }
    }
    RL_ASSERT(pushed == popped);
    object.reset();
  }

  bool pop(Handle<AnyQueue>& handle) {
    auto task = task_of(members, turns);
    if (!syncbench::pop(handle, task)) return false;
    const auto producer = task / most_tasks, number = task % most_tasks;
    RL_ASSERT(producer < members && number < turns);
    RL_ASSERT(--inside[producer][number] == 0);
    ++popped;
    return true;
  }
};

}  // namespace

void add_queue_models(std::vector<Check>& checks) {
  using Mutants = Joined<Joined<QueueMutants<ModelTask, ModelPlatform>, RingMutants<ModelTask, ModelPlatform>>,
                         LockFreeMutants<ModelTask, ModelPlatform>>;
  add_models<AnyQueue, Queues<ModelTask>, Mutants>(
      checks, "queue", [](Finding& finding, Search search, double scale) {
        const auto& traits = explored<AnyQueue>->info.queue;
        explore<DeliveryScenario<1, 1, 4, 2>>(finding, search, scale);  // twice round a ring of two
        if (explored<AnyQueue>->batches) explore<BatchScenario<1, 1, 5, 2>>(finding, search, scale);
        if (traits.producers == Side::one || traits.consumers == Side::one) return;
        explore<MixedScenario<2, 3, 2>>(finding, search, scale);
        if (search == Search::random) return;  // a mutant: enough is enough
        explore<DeliveryScenario<2, 1, 2, 2>>(finding, search, scale);
        explore<DeliveryScenario<1, 2, 3, 2>>(finding, search, scale);
        explore<MixedScenario<3, 1, 2>>(finding, search, scale);
        if (explored<AnyQueue>->batches) explore<BatchScenario<2, 1, 3, 4>>(finding, search, scale);
      });
}

}  // namespace syncbench
