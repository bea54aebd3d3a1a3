// Michael and Scott's lock-free queue as published: tagged references, and nodes that are used again.
//
// Algorithm:   a linked list that starts with a dummy, as in michael_scott.hpp. The nodes are made at construction;
//              those not in the list lie on a free list, a stack. A reference is the number of a node and a tag in
//              one word, and each change of a word changes its tag: a CAS fails if the word was anything else in
//              between, though the node be the same (ABA).
// Consistency: linearizable pushes and pops, strict FIFO, bounded by exactly the capacity; "empty" is strict. "Full"
//              is not: it means that no node is free, and one may be in the hands of a call that is halfway through.
// Progress:    lock-free; not wait-free.
// Cost:        uncontended push or pop = 1 CAS on the free list, and 2 or 1 on the list. No allocation after
//              construction; 24 bytes a place for tasks of 8.
// Source:      Michael, Scott: "Simple, Fast, and Practical Non-Blocking and Blocking Concurrent Queue Algorithms",
//              PODC 1996; the free list: Treiber, "Systems Programming: Coping with Parallelism", IBM RJ 5118, 1986.
//
// No node is freed while the queue lives, so a thread may look at any; but it may belong to others by then. Hence all
// of a node is atomic, the task too, and what was read is believed only after a look that the word that led there has
// not changed. A tag has 32 bits: a thread that sleeps in the middle of a call for just a multiple of 2^32 changes of
// one word would not notice.
//
// What (b) and (d) prevent takes more calls or threads than the tests' scenarios have, or a load that sees a later
// store; the reasons beside them are all there is.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "impls/cache_line.hpp"
#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {

// `tag_bits`: of a tag; with none there is nothing against ABA.
template <class T, class Platform = StdPlatform, unsigned tag_bits = 32>
class MichaelScottTaggedQueue {
  static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= sizeof(std::uint64_t),
                "a task is read while it changes");

  using Reference = std::uint64_t;  // [tag | number of a node]
  using Word = typename Platform::template atomic<Reference>;

  static constexpr std::uint32_t none = 0xffff'ffff;

  static std::uint32_t node_of(Reference reference) noexcept { return static_cast<std::uint32_t>(reference); }
  // What a word becomes that was `before` and leads to `node` from now on.
  static Reference changed(Reference before, std::uint32_t node) noexcept {
    constexpr auto tags = (std::uint64_t{1} << tag_bits) - 1;
    return (((before >> 32) + 1) & tags) << 32 | node;
  }

  struct Node {
    typename Platform::template atomic<T> task{};
    Word next{none};                                                // in the list
    typename Platform::template atomic<std::uint32_t> below{none};  // on the free list
  };

 public:
  static constexpr Info info{.name = "michael_scott_tagged",
                             .family = Family::lock_free,
                             .source = Source::syncbench,
                             .progress = Progress::lock_free,
                             .queue = {.order = Order::strict_fifo, .bounded = true, .strict_full = false}};

  explicit MichaelScottTaggedQueue(const Limits& limits) : nodes_(limits.capacity + 1) {
    // Node 0 is the dummy. relaxed: whoever hands the queue to other threads synchronizes with them.
    head_.store(0, std::memory_order_relaxed);
    tail_.store(0, std::memory_order_relaxed);
    for (std::uint32_t node = 1; node < nodes_.size(); ++node) give(node);
  }

  bool try_push(const T& task) {
    const auto node = take();
    if (node == none) return false;
    auto& own = nodes_[node];
    own.task.store(task, std::memory_order_relaxed);  // published by (a)
    // The tag goes on from the node's last use: others may still hold the old word. relaxed: the node came by (e)
    // from the thread that ended that use, and nobody can change the word.
    // (b) release: who sees it sees that head and tail have left the node before.
    own.next.store(changed(own.next.load(std::memory_order_relaxed), none), std::memory_order_release);
    for (;;) {
      const auto last = tail_.load(std::memory_order_acquire);  // pairs with (c)
      auto& behind = nodes_[node_of(last)].next;
      auto next = behind.load(std::memory_order_acquire);  // pairs with (a) and (b)
      // Was that the word behind the last node? relaxed: if the node has been used again since, (b) makes us see here
      // that the tail has moved.
      if (tail_.load(std::memory_order_relaxed) != last) continue;
      if (node_of(next) != none) {
        advance_tail(last, node_of(next));
        continue;
      }
      // (a) release: the node is complete before it can be reached. relaxed on failure: we only try again.
      if (behind.compare_exchange_weak(next, changed(next, node), std::memory_order_release,
                                       std::memory_order_relaxed)) {
        advance_tail(last, node);
        return true;
      }
    }
  }

  bool try_pop(T& task) {
    for (;;) {
      auto first = head_.load(std::memory_order_acquire);  // pairs with (d)
      // acquire: pairs with (c). Not older than what the head's mover saw, by (d), so never behind the head.
      const auto last = tail_.load(std::memory_order_acquire);
      const auto next = nodes_[node_of(first)].next.load(std::memory_order_acquire);  // pairs with (a) and (b)
      // As in try_push: was that the word behind the first node? relaxed: (b).
      if (head_.load(std::memory_order_relaxed) != first) continue;
      if (node_of(next) == none) return false;  // empty at the look at `next`
      // Never let the head overtake the tail: the tail would lead to a node that is free.
      if (node_of(first) == node_of(last)) {
        advance_tail(last, node_of(next));
        continue;
      }
      // Read before the node can be another's, and believed if the head has not moved. relaxed: it is there by (a).
      const auto found = nodes_[node_of(next)].task.load(std::memory_order_relaxed);
      // (d) release: the tail was seen beyond the head, and the task read, before others see the head move. relaxed
      // on failure: we only try again.
      if (head_.compare_exchange_weak(first, changed(first, node_of(next)), std::memory_order_release,
                                      std::memory_order_relaxed)) {
        task = found;
        give(node_of(first));
        return true;
      }
    }
  }

 private:
  void advance_tail(Reference from, std::uint32_t to) noexcept {
    // (c) release: who comes to the node by the tail finds it complete. relaxed on failure: another thread moved it,
    // and whoever relies on that looks again.
    tail_.compare_exchange_strong(from, changed(from, to), std::memory_order_release, std::memory_order_relaxed);
  }

  // A free node; `none` if there is none.
  std::uint32_t take() noexcept {
    auto top = top_.load(std::memory_order_acquire);  // pairs with (e)
    while (node_of(top) != none) {
      // relaxed: it is there by (e), and if the node is another's by now, the CAS fails.
      const auto below = nodes_[node_of(top)].below.load(std::memory_order_relaxed);
      // acquire: as above, of success too. It publishes nothing, and being a read-modify-write it hands on the (e) of
      // the nodes below.
      if (top_.compare_exchange_weak(top, changed(top, below), std::memory_order_acquire,
                                     std::memory_order_acquire)) {
        break;
      }
    }
    return node_of(top);
  }

  void give(std::uint32_t node) noexcept {
    auto top = top_.load(std::memory_order_relaxed);  // only a guess, like that of a failed CAS
    do {
      nodes_[node].below.store(node_of(top), std::memory_order_relaxed);
      // (e) release: the next owner sees where the node comes from, and all that was done with it.
    } while (
        !top_.compare_exchange_weak(top, changed(top, node), std::memory_order_release, std::memory_order_relaxed));
  }

  std::vector<Node> nodes_;
  alignas(cache_line) Word head_{0};
  alignas(cache_line) Word tail_{0};
  alignas(cache_line) Word top_{none};
};

static_assert(alignof(MichaelScottTaggedQueue<std::uint64_t>) == cache_line &&
                  sizeof(MichaelScottTaggedQueue<std::uint64_t>) == 4 * cache_line,
              "head, tail and top apart");

}  // namespace syncbench
