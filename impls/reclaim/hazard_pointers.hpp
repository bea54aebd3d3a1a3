// Safe memory reclamation by hazard pointers.
//
// Algorithm:   a thread announces the node it is about to use in a slot of its own, then makes sure that the node is
//              still reachable; a node taken out of the structure is freed only once no slot names it.
// Consistency: a node that protect() returned stays allocated until its slot changes.
// Progress:    protect() is lock-free (it retries only when the pointer moved); retire() is wait-free but for the
//              allocator, and frees in batches.
// Cost:        protect = 2 loads + 1 sequentially consistent store. Up to max(64, 2 * slots * threads) retired nodes of
//              each thread wait to be freed, so memory grows with the square of the threads.
// Source:      Michael, "Hazard Pointers: Safe Memory Reclamation for Lock-Free Objects", IEEE TPDS 15(6), 2004.
//
// Why a node cannot be freed under a reader: the reader stores its slot (1), then loads the pointer again (2). The
// remover changes the pointer (3), then reads the slots (4). All four are sequentially consistent, so either (2) sees
// the change and the reader tries again, or (1) precedes (4) in the single total order and the remover sees the slot.
// The domain cannot see (3): the structure must make it sequentially consistent.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <vector>

#include "impls/cache_line.hpp"

namespace syncbench {

// A domain belongs to one object and serves `threads` threads with `slots` hazard pointers each. A thread looks for
// nodes to free whenever it has retired `batch` of them; 0: as many as make the look cheap.
template <class Platform, class Node, std::size_t slots, std::size_t batch = 0>
class HazardPointers {
  using NodePointer = typename Platform::template atomic<Node*>;

  struct alignas(cache_line) Record {
    NodePointer hazard[slots]{};
    // Only the owner touches these two.
    alignas(cache_line) std::vector<Node*> retired;
    std::vector<Node*> protected_nodes;  // room for a scan
  };

 public:
  explicit HazardPointers(unsigned threads)
      : records_(threads), threshold_(batch != 0 ? batch : std::max<std::size_t>(64, 2 * slots * threads)) {
    for (auto& record : records_) {
      record.retired.reserve(std::max(threshold_, slots * threads + 1));
      record.protected_nodes.reserve(slots * threads);
    }
  }

  // No thread may be inside the structure any more.
  ~HazardPointers() {
    for (auto& record : records_) {
      for (auto* node : record.retired) Platform::dispose(node);
    }
  }

  HazardPointers(const HazardPointers&) = delete;
  HazardPointers& operator=(const HazardPointers&) = delete;

  // One thread's slots. What it retired stays with the domain, so it may end before others do.
  class Local {
   public:
    Local(HazardPointers& domain, unsigned thread) : domain_(domain), own_(domain.records_[thread]) {}

    // Loads `source` and protects what it points to, until the slot is used again or cleared. Null is fine.
    Node* protect(std::size_t slot, const NodePointer& source) noexcept {
      // relaxed: only a guess, checked below.
      auto* node = source.load(std::memory_order_relaxed);
      for (;;) {
        announce(slot, node);
        auto* again = source.load(std::memory_order_seq_cst);  // (2)
        if (again == node) return node;
        node = again;
      }
    }

    // Protects a node that the caller reached otherwise; the caller must check afterwards, by a sequentially
    // consistent load (2), that the node was still reachable.
    void announce(std::size_t slot, Node* node) noexcept {
      own_.hazard[slot].store(node, std::memory_order_seq_cst);  // (1)
    }

    void clear() noexcept {
      // release: what this thread read from the node happens before a scan that sees the slot empty, by (4).
      for (auto& hazard : own_.hazard) hazard.store(nullptr, std::memory_order_release);
    }

    // The node was made unreachable (3) by this thread; it is freed once nobody protects it.
    void retire(Node* node) noexcept {
      own_.retired.push_back(node);  // never allocates: scan() leaves at most slots * threads
      if (own_.retired.size() >= domain_.threshold_) scan();
    }

   private:
    void scan() noexcept {
      auto& seen = own_.protected_nodes;
      seen.clear();
      for (const auto& record : domain_.records_) {
        for (const auto& hazard : record.hazard) {
          if (auto* node = hazard.load(std::memory_order_seq_cst)) seen.push_back(node);  // (4)
        }
      }
      std::sort(seen.begin(), seen.end());
      const auto is_protected = [&seen](Node* node) { return std::binary_search(seen.begin(), seen.end(), node); };
      const auto kept = std::partition(own_.retired.begin(), own_.retired.end(), is_protected);
      std::for_each(kept, own_.retired.end(), [](Node* node) { Platform::dispose(node); });
      own_.retired.erase(kept, own_.retired.end());
    }

    HazardPointers& domain_;
    Record& own_;
  };

 private:
  std::vector<Record> records_;
  const std::size_t threshold_;
};

}  // namespace syncbench
