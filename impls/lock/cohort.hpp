// NUMA-aware lock cohorting, C-TKT-TKT: a ticket lock for each node under a global ticket lock.
//
// Algorithm:   lock() takes its node's lock, and then the global one, unless it came with the node's. unlock() leaves
//              the global lock to the next thread of its node if one waits, at most `limit` times in a row; otherwise
//              it gives up both. The data then moves between nodes once in many sections.
// Consistency: mutual exclusion; unlock() synchronizes with the next lock().
// Progress:    blocking; fifo in a node and among nodes, not as a whole: others wait while a node hands over to
//              itself, `limit` times at most. It never sleeps: if the next thread in line is not running, nobody gets
//              in.
// Cost:        uncontended pair = 2 fetch-and-adds + 2 loads + 2 store-releases, twice those of ticket; a hand-over
//              inside a node is one store. Each release makes every waiter of the node fetch the line. A line a node;
//              no allocation.
// Source:      Dice, Marathe, Shavit: "Lock Cohorting: A General Technique for Designing NUMA Locks", PPoPP 2012.
//
// On a machine with one node it can only show its overhead.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "impls/cache_line.hpp"
#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {

template <class Platform = StdPlatform, int limit = 64>
class CohortLock {
  using Number = std::uint32_t;  // may wrap around: it counts more threads than can wait at once
  using Word = typename Platform::template atomic<Number>;

  struct alignas(cache_line) Node {
    Word next{0};
    Word serving{0};
    // How often in a row the global lock was left to the next thread; 0: it was not, take it. The node's lock guards
    // it.
    typename Platform::template plain<int> left{0};
  };
  static_assert(sizeof(Node) == cache_line, "a line a node");
  static constexpr unsigned nodes = 8;  // with more, some share a lock

 public:
  static constexpr Info info{.name = "cohort",
                             .family = Family::queue_lock,
                             .source = Source::syncbench,
                             .progress = Progress::blocking,
                             .lock = {.waiting = Waiting::spin}};

  // Where the thread is when it starts; it stays right if it moves, only slower.
  struct Local {
    Local(CohortLock& lock, unsigned /*thread*/) : node(lock.nodes_[Platform::node() % nodes]) {}
    Node& node;
  };

  void lock(Local& mine) noexcept {
    auto& node = mine.node;
    // relaxed: the draw only orders the threads; (1) and (2) hand over the data.
    const auto drawn = node.next.fetch_add(1, std::memory_order_relaxed);
    // acquire: pairs with (1), so that what was left to us, and the last owner's section, are visible.
    while (node.serving.load(std::memory_order_acquire) != drawn) Platform::pause();
    if (node.left.get() == 0) take_global();
  }

  void unlock(Local& mine) noexcept {
    auto& node = mine.node;
    // relaxed: only the owner of the node's lock writes this word.
    const auto after = static_cast<Number>(node.serving.load(std::memory_order_relaxed) + 1);
    const auto left = node.left.get();
    // relaxed: whoever drew a number will take its turn, and who is overlooked takes the global lock by itself.
    if (left < limit && node.next.load(std::memory_order_relaxed) != after) {
      node.left.set(left + 1);
    } else {
      node.left.set(0);
      give_global();
    }
    node.serving.store(after, std::memory_order_release);  // (1)
  }

 private:
  void take_global() noexcept {
    // relaxed: as in lock().
    const auto drawn = next_.fetch_add(1, std::memory_order_relaxed);
    // acquire: pairs with (2), so that the last owner's section is visible.
    while (serving_.load(std::memory_order_acquire) != drawn) Platform::pause();
  }

  // Maybe by another thread than took it: (1) handed that over.
  void give_global() noexcept {
    // relaxed: only the owner of the lock writes this word.
    const auto served = serving_.load(std::memory_order_relaxed);
    serving_.store(static_cast<Number>(served + 1), std::memory_order_release);  // (2)
  }

  std::array<Node, nodes> nodes_;
  alignas(cache_line) Word next_{0};
  Word serving_{0};
};

template <class Platform, int limit>
struct SmallestOf<CohortLock<Platform, limit>> {
  using type = CohortLock<Platform, 1>;
};

static_assert(sizeof(CohortLock<>) == 9 * cache_line, "a line for each node, and one for all");

}  // namespace syncbench
