// Queues with seeded bugs.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "impls/adapters/locked_ring.hpp"
#include "impls/lock/mutex.hpp"
#include "impls/queue/michael_scott.hpp"
#include "impls/queue/vyukov_ring.hpp"
#include "impls/tests/mutants/mutant.hpp"

namespace syncbench {

template <class T, class P, Mutation mutation>
using BadVyukov = VyukovRingQueue<T, Mutated<P, mutation>>;
template <class T, class P, Mutation mutation>
using BadMichaelScott = MichaelScottQueue<T, Mutated<P, mutation>, 1>;

// On a Platform: the model checker runs these too.
template <class T, class P>
using QueueMutants = List<
    Mutant<"vyukov_ring", "push_publishes_relaxed", "model,tsan,tsan_clang",
           "push hands the filled slot on without release",
           BadVyukov<T, P, {.in = "try_push", .access = Access::store, .order = std::memory_order_release}>>,
    Mutant<"vyukov_ring", "pop_recycles_relaxed", "model", "pop hands the emptied slot on without release",
           BadVyukov<T, P, {.in = "try_pop", .access = Access::store, .order = std::memory_order_release}>>,
    Mutant<"vyukov_ring", "push_looks_relaxed", "model", "push looks at the slot's turn without acquire",
           BadVyukov<T, P, {.in = "try_push", .access = Access::load, .order = std::memory_order_acquire}>>,
    Mutant<"vyukov_ring", "pop_looks_relaxed", "model", "pop looks at the slot's turn without acquire",
           BadVyukov<T, P, {.in = "try_pop", .access = Access::load, .order = std::memory_order_acquire}>>,
    Mutant<"vyukov_ring", "tail_claimed_by_store", "model", "push claims its position by a store",
           BadVyukov<T, P,
                     {.in = "try_push",
                      .access = Access::compare_exchange,
                      .order = std::memory_order_relaxed,
                      .change = Change::claim}>>,
    Mutant<"vyukov_ring", "head_claimed_by_store", "model", "pop claims its position by a store",
           BadVyukov<T, P,
                     {.in = "try_pop",
                      .access = Access::compare_exchange,
                      .order = std::memory_order_relaxed,
                      .change = Change::claim}>>,
    Mutant<"vyukov_ring", "believes_spurious_failure", "model", "a claim that failed for no reason counts as done",
           BadVyukov<T, P,
                     {.in = "try_pop",
                      .access = Access::compare_exchange,
                      .order = std::memory_order_relaxed,
                      .change = Change::believe}>>,
    Mutant<"vyukov_ring", "recycles_too_early", "contract", "pop frees the slot for the round that is just over",
           BadVyukov<T, P,
                     {.in = "try_pop",
                      .access = Access::store,
                      .order = std::memory_order_release,
                      .change = Change::offset,
                      .value = -1}>>,
    Mutant<"michael_scott", "links_relaxed", "model", "push links the node before its value can be seen",
           BadMichaelScott<
               T, P, {.in = "try_push", .access = Access::compare_exchange, .order = std::memory_order_release}>>,
    Mutant<"michael_scott", "follows_relaxed", "model", "pop follows the link without acquire",
           BadMichaelScott<T, P, {.in = "try_pop", .access = Access::load, .order = std::memory_order_acquire}>>,
    Mutant<"michael_scott", "head_claimed_by_store", "model", "pop moves the head by a store",
           BadMichaelScott<T, P, {.in = "try_pop", .access = Access::compare_exchange, .change = Change::claim}>>,
    Mutant<"michael_scott", "link_claimed_by_store", "model", "push links its node by a store",
           BadMichaelScott<T, P,
                           {.in = "try_push",
                            .access = Access::compare_exchange,
                            .order = std::memory_order_release,
                            .change = Change::claim}>>,
    Mutant<"michael_scott", "no_hazard", "model", "nodes are used without announcing them",
           BadMichaelScott<T, P, {.in = "announce", .access = Access::store, .change = Change::drop}>>,
    Mutant<"michael_scott", "forgets_nodes", "asan", "nodes that nobody protects are not freed",
           BadMichaelScott<T, P, {.in = "~MichaelScottQueue", .access = Access::dispose, .change = Change::drop}>>  //
    >;

// A ring that is full one task too early.
template <class T>
class RefusesTheLast {
 public:
  static constexpr Info info = LockedRing<MutexLock, T>::info;
  explicit RefusesTheLast(const Limits& limits) : capacity_(limits.capacity) {}

  bool try_push(const T& task) {
    const std::lock_guard lock(mutex_);
    if (tasks_.size() + 1 >= capacity_) return false;
    tasks_.push_back(task);
    return true;
  }

  bool try_pop(T& task) {
    const std::lock_guard lock(mutex_);
    if (tasks_.empty()) return false;
    task = tasks_.front();
    tasks_.pop_front();
    return true;
  }

 private:
  const std::size_t capacity_;
  std::mutex mutex_;
  std::deque<T> tasks_;
};

// A stack under the name of a queue.
template <class T>
class LastInFirstOut {
 public:
  static constexpr Info info = LockedRing<MutexLock, T>::info;
  explicit LastInFirstOut(const Limits& limits) : capacity_(limits.capacity) {}

  bool try_push(const T& task) {
    const std::lock_guard lock(mutex_);
    if (tasks_.size() == capacity_) return false;
    tasks_.push_back(task);
    return true;
  }

  bool try_pop(T& task) {
    const std::lock_guard lock(mutex_);
    if (tasks_.empty()) return false;
    task = tasks_.back();
    tasks_.pop_back();
    return true;
  }

 private:
  const std::size_t capacity_;
  std::mutex mutex_;
  std::vector<T> tasks_;
};

// One queue a producer, each in order; says that all of them are.
template <class T>
class OrdersEachProducerOnly {
 public:
  static constexpr Info info = MichaelScottQueue<T>::info;
  explicit OrdersEachProducerOnly(const Limits& limits) : queues_(limits.threads) {}

  struct Local {
    Local(OrdersEachProducerOnly&, unsigned number) : thread(number) {}
    unsigned thread;
  };

  bool try_push(const T& task, Local& local) {
    const std::lock_guard lock(mutex_);
    queues_[local.thread].push_back(task);
    return true;
  }

  // Begins to look where the thread's own queue would be, so each consumer prefers another producer.
  bool try_pop(T& task, Local& local) {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < queues_.size(); ++i) {
      auto& queue = queues_[(local.thread + i) % queues_.size()];
      if (queue.empty()) continue;
      task = queue.front();
      queue.pop_front();
      return true;
    }
    return false;
  }

 private:
  std::mutex mutex_;
  std::vector<std::deque<T>> queues_;
};

// Promises what Vyukov's ring does not.
template <class T, class P>
struct ClaimsStrictEmpty : VyukovRingQueue<T, P> {
  using VyukovRingQueue<T, P>::VyukovRingQueue;
  static constexpr Info info{.name = "vyukov_ring",
                             .family = Family::atomic,
                             .source = Source::syncbench,
                             .progress = Progress::blocking,
                             .queue = {.strict_full = false}};
};

template <class T, class P>
struct ClaimsStrictFull : VyukovRingQueue<T, P> {
  using VyukovRingQueue<T, P>::VyukovRingQueue;
  static constexpr Info info{.name = "vyukov_ring",
                             .family = Family::atomic,
                             .source = Source::syncbench,
                             .progress = Progress::blocking,
                             .queue = {.strict_empty = false}};
};

// Not on a Platform, or with a bug that only a history can show.
template <class T, class P>
using ClaimMutants =
    List<Mutant<"mutex_ring", "refuses_the_last", "contract", "capacity is off by one", RefusesTheLast<T>>,
         Mutant<"mutex_ring", "last_in_first_out", "contract", "a stack that says it is a queue", LastInFirstOut<T>>,
         Mutant<"michael_scott", "orders_each_producer_only", "history",
                "the order of a producer is sold as that of all", OrdersEachProducerOnly<T>>,
         Mutant<"vyukov_ring", "claims_strict_empty", "history", "'empty' is declared strict, and is not",
                ClaimsStrictEmpty<T, P>>,
         Mutant<"vyukov_ring", "claims_strict_full", "history", "'full' is declared strict, and is not",
                ClaimsStrictFull<T, P>>  //
         >;

}  // namespace syncbench
