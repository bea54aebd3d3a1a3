// Craig's and Landin and Hagersten's queue lock: each thread spins on its predecessor's node.
//
// Algorithm:   lock() raises the flag in the thread's node, appends it to the queue by an exchange and spins on the
//              flag of the node that was last before. unlock() clears its own flag and takes over the predecessor's
//              node, which nobody looks at any more, for its next turn.
// Consistency: mutual exclusion; unlock() synchronizes with the next lock().
// Progress:    blocking; fair (fifo in the order of the exchanges), and it never sleeps: if the next thread in line
//              is not running, nobody gets in until it is.
// Cost:        uncontended pair = 1 exchange + 1 load + 2 stores; a hand-over moves one line. unlock() never waits,
//              unlike that of mcs. One node a thread and one more; allocates at construction only.
// Source:      Craig: "Building FIFO and Priority-Queuing Spin Locks from Atomic Swap", University of Washington, TR
//              93-02-02, 1993; Magnusson, Landin, Hagersten: "Queue Locks on Cache Coherent Multiprocessors", IPPS
//              1994.
//
// Nodes wander from thread to thread, so they belong to the lock. One is used again only by the thread that has seen
// its flag cleared, and that thread was the only one to look at it.
#pragma once

#include <atomic>
#include <cstddef>
#include <vector>

#include "impls/cache_line.hpp"
#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {

template <class Platform = StdPlatform>
class ClhLock {
  struct alignas(cache_line) Node {
    typename Platform::template atomic<int> held{0};
  };
  static_assert(sizeof(Node) == cache_line, "a line a waiter");

 public:
  static constexpr Info info{.name = "clh",
                             .family = Family::queue_lock,
                             .source = Source::syncbench,
                             .progress = Progress::blocking,
                             .lock = {.fifo = true, .waiting = Waiting::spin}};

  // The thread's node, and its predecessor's while it is in the queue. It leaves its node to the next of its index.
  struct Local {
    Local(ClhLock& lock, unsigned thread) : kept(lock.kept_[thread]), node(kept) {}
    ~Local() { kept = node; }
    Local(const Local&) = delete;
    Local& operator=(const Local&) = delete;
    Node*& kept;
    Node* node;
    Node* before = nullptr;
  };

  explicit ClhLock(const Limits& limits) : nodes_(limits.threads + std::size_t{1}), last_(&nodes_[limits.threads]) {
    for (unsigned thread = 0; thread < limits.threads; ++thread) kept_.push_back(&nodes_[thread]);
  }

  void lock(Local& mine) noexcept {
    mine.node->held.store(1, std::memory_order_relaxed);  // relaxed: (1) is behind it
    // (1) release: the flag is raised before a successor can find the node. acquire: pairs with that, so that it is
    // not the node's last use that we see cleared.
    mine.before = last_.exchange(mine.node, std::memory_order_acq_rel);
    // acquire: pairs with (2), so that the last owner's section is visible.
    while (mine.before->held.load(std::memory_order_acquire) != 0) Platform::pause();
  }

  void unlock(Local& mine) noexcept {
    mine.node->held.store(0, std::memory_order_release);  // (2)
    mine.node = mine.before;
  }

 private:
  std::vector<Node> nodes_;
  std::vector<Node*> kept_;  // by thread; used only at the ends of its Local's life
  alignas(cache_line) typename Platform::template atomic<Node*> last_;
};

static_assert(sizeof(ClhLock<>) == 2 * cache_line, "the end of the queue has a line for itself");

}  // namespace syncbench
