// Michael and Scott's lock-free queue, with hazard pointers.
//
// Algorithm:   a linked list that starts with a dummy; push links a node behind the last one, pop moves the head one
//              node on, and whoever finds the tail lagging moves it.
// Consistency: linearizable, strict FIFO, unbounded; "empty" is strict.
// Progress:    lock-free but for the allocator; not wait-free.
// Cost:        push = 1 allocation + 2 CAS + 1 hazard; pop = 1 CAS + 2 hazards, frees in batches.
// Source:      Michael, Scott: "Simple, Fast, and Practical Non-Blocking and Blocking Concurrent Queue Algorithms",
//              PODC 1996; reclamation: Michael 2004 (impls/reclaim/hazard_pointers.hpp).
#pragma once

#include <atomic>
#include <cstddef>

#include "impls/cache_line.hpp"
#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/platform/std.hpp"
#include "impls/reclaim/hazard_pointers.hpp"

namespace syncbench {

// `batch`: how many nodes a thread takes out before it looks which can be freed; 0: as hazard pointers choose.
template <class T, class Platform = StdPlatform, std::size_t batch = 0>
class MichaelScottQueue {
  struct Node {
    Node() = default;
    explicit Node(const T& task) : value(task) {}
    typename Platform::template plain<T> value{};
    typename Platform::template atomic<Node*> next{nullptr};
  };
  using Hazards = HazardPointers<Platform, Node, 2, batch>;

 public:
  static constexpr Info info{.name = "michael_scott",
                             .family = Family::lock_free,
                             .source = Source::syncbench,
                             .progress = Progress::lock_free,
                             .queue = {.order = Order::strict_fifo, .bounded = false}};

  struct Local {
    Local(MichaelScottQueue& queue, unsigned thread) : hazards(queue.hazards_, thread) {}
    typename Hazards::Local hazards;
  };

  explicit MichaelScottQueue(const Limits& limits) : hazards_(limits.threads) {
    auto* dummy = Platform::template make<Node>();
    // relaxed: whoever hands the queue to other threads synchronizes with them.
    head_.store(dummy, std::memory_order_relaxed);
    tail_.store(dummy, std::memory_order_relaxed);
  }

  ~MichaelScottQueue() {
    // relaxed: no other thread is left.
    auto* node = head_.load(std::memory_order_relaxed);
    while (node != nullptr) {
      auto* next = node->next.load(std::memory_order_relaxed);
      Platform::dispose(node);
      node = next;
    }
  }

  MichaelScottQueue(const MichaelScottQueue&) = delete;
  MichaelScottQueue& operator=(const MichaelScottQueue&) = delete;

  // Always true. Throws std::bad_alloc, and then nothing has changed.
  bool try_push(const T& task, Local& local) {
    auto* node = Platform::template make<Node>(task);
    for (;;) {
      auto* last = local.hazards.protect(0, tail_);
      // acquire: pairs with (a), so that the node behind is complete before the tail moves on to it.
      auto* next = last->next.load(std::memory_order_acquire);
      if (next != nullptr) {
        advance_tail(last, next);
        continue;
      }
      // (a) release: the node's value is written before it can be reached. relaxed on failure: we only try again.
      if (last->next.compare_exchange_strong(next, node, std::memory_order_release, std::memory_order_relaxed)) {
        advance_tail(last, node);
        local.hazards.clear();
        return true;
      }
    }
  }

  bool try_pop(T& task, Local& local) {
    for (;;) {
      auto* first = local.hazards.protect(0, head_);
      // acquire: pairs with (a). Not yet safe to follow: `first` may have been removed, and `next` with it.
      auto* next = first->next.load(std::memory_order_acquire);
      local.hazards.announce(1, next);
      // The check that announce() asks for: as long as `first` is the head, `next` has not been removed.
      if (head_.load(std::memory_order_seq_cst) != first) continue;
      if (next == nullptr) {
        // `first` was the head just now and had no successor when we looked: the queue was empty at that look.
        local.hazards.clear();
        return false;
      }
      // Never let the head overtake the tail: the tail would point to a retired node. seq_cst: pairs with (b).
      if (tail_.load(std::memory_order_seq_cst) == first) advance_tail(first, next);
      // seq_cst: the (3) of hazard_pointers.hpp, by which `first` is removed. relaxed on failure:
      // we only try again.
      auto* expected = first;
      if (head_.compare_exchange_strong(expected, next, std::memory_order_seq_cst, std::memory_order_relaxed)) {
        task = next->value.get();  // still protected by slot 1, and never written again
        local.hazards.clear();
        local.hazards.retire(first);
        return true;
      }
    }
  }

 private:
  void advance_tail(Node* from, Node* to) noexcept {
    // (b) seq_cst, the (3) of hazard_pointers.hpp: moving the tail makes `from` unreachable through it, and hazard
    // pointers must be able to order that before the scan of whoever retires `from`. So on failure too: then another
    // thread moved it, and we rely on what it did.
    tail_.compare_exchange_strong(from, to, std::memory_order_seq_cst, std::memory_order_seq_cst);
  }

  alignas(cache_line) typename Platform::template atomic<Node*> head_{nullptr};
  alignas(cache_line) typename Platform::template atomic<Node*> tail_{nullptr};
  alignas(cache_line) Hazards hazards_;
};

template <class T, class Platform, std::size_t batch>
struct SmallestOf<MichaelScottQueue<T, Platform, batch>> {
  using type = MichaelScottQueue<T, Platform, 1>;  // looks what can be freed after each pop
};

}  // namespace syncbench
