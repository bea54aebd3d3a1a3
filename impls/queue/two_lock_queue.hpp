// Michael and Scott's queue with two locks.
//
// Algorithm:   a linked list that starts with a dummy; one lock guards the tail, another one the head. Push links a
//              node behind the last one under the one, pop makes the first node with a task the new dummy under the
//              other. In an empty queue both stand on the dummy, so its link is atomic: a push writes it while a pop
//              looks.
// Consistency: linearizable, strict FIFO, unbounded. A push takes effect when it stores the link, a pop when it
//              stores the head; "empty" is strict, true when the pop loads the link.
// Progress:    blocking: a thread that stops inside stops its own side.
// Cost:        push = 1 allocation + 1 exchange + 2 store-releases; pop = 1 exchange + 1 store-release + 1
//              deallocation; neither allocates nor frees under a lock.
// Source:      Michael, Scott: "Simple, Fast, and Practical Non-Blocking and Blocking Concurrent Queue Algorithms",
//              PODC 1996.
#pragma once

#include <atomic>
#include <type_traits>

#include "impls/cache_line.hpp"
#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/platform/std.hpp"
#include "impls/wait/backoff.hpp"

namespace syncbench {

// `most_pauses`: how long a thread pauses at most before it looks again whether a lock is free; then it yields.
template <class T, class Platform = StdPlatform, unsigned most_pauses = 64>
class TwoLockQueue {
  struct Node {
    Node() = default;
    explicit Node(const T& task) : value(task) {}
    typename Platform::template plain<T> value{};
    typename Platform::template atomic<Node*> next{nullptr};
  };

 public:
  static constexpr Info info{.name = "two_lock_queue",
                             .family = Family::spinlock,
                             .source = Source::syncbench,
                             .progress = Progress::blocking,
                             .queue = {.order = Order::strict_fifo, .bounded = false}};

  TwoLockQueue() {
    auto* dummy = Platform::template make<Node>();
    first_.node.set(dummy);
    last_.node.set(dummy);
  }

  ~TwoLockQueue() {
    auto* node = first_.node.get();
    while (node != nullptr) {
      // relaxed: no other thread is left.
      auto* next = node->next.load(std::memory_order_relaxed);
      Platform::dispose(node);
      node = next;
    }
  }

  TwoLockQueue(const TwoLockQueue&) = delete;
  TwoLockQueue& operator=(const TwoLockQueue&) = delete;

  // Always true. Throws std::bad_alloc, and then nothing has changed.
  bool try_push(const T& task) {
    auto* node = Platform::template make<Node>(task);
    lock(last_);
    // (2) release: pairs with try_pop's acquire. The last touch of the node before: from here on it may be freed.
    last_.node.get()->next.store(node, std::memory_order_release);
    last_.node.set(node);
    unlock(last_);
    return true;
  }

  bool try_pop(T& task) {
    lock(first_);
    auto* dummy = first_.node.get();
    // acquire: pairs with (2), so that the task is written before we read it, and that the push is done with the
    // dummy.
    auto* next = dummy->next.load(std::memory_order_acquire);
    if (next == nullptr) {
      unlock(first_);
      return false;
    }
    task = next->value.get();
    first_.node.set(next);
    unlock(first_);
    // Nobody else has it: pops begin behind it, and it has a successor, so the push that linked that one, and not
    // this node, is where pushes go on.
    Platform::dispose(dummy);
    return true;
  }

 private:
  struct alignas(cache_line) End {
    typename Platform::template atomic<int> held{0};
    typename Platform::template plain<Node*> node{nullptr};
  };
  static_assert(alignof(End) == cache_line && sizeof(End) % cache_line == 0, "each end has its own line");
  static_assert(std::is_nothrow_copy_assignable_v<T>, "what throws halfway would leave the lock held");

  static void lock(End& end) noexcept {
    // acquire: pairs with (1), so that the last owner's node is visible.
    while (end.held.exchange(1, std::memory_order_acquire) != 0) {
      Backoff<Platform, most_pauses> backoff;
      do {
        backoff.wait();
        // relaxed: only a guess; the exchange decides.
      } while (end.held.load(std::memory_order_relaxed) != 0);
    }
  }

  static void unlock(End& end) noexcept { end.held.store(0, std::memory_order_release); }  // (1)

  End first_, last_;
};

template <class T, class Platform, unsigned most_pauses>
struct SmallestOf<TwoLockQueue<T, Platform, most_pauses>> {
  using type = TwoLockQueue<T, Platform, 1>;  // yields from the second turn on
};

}  // namespace syncbench
