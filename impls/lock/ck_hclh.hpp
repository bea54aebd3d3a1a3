// Concurrency Kit's hierarchical CLH queue lock: hands over inside a NUMA node first.
//
// Algorithm:   a queue a NUMA node and a global one. The thread at the head of its node's queue appends all who stand
//              there by then to the global queue; each waits for its predecessor's flag. unlock() lowers the own flag
//              and keeps the predecessor's queue entry for the next time.
// Consistency: mutual exclusion; unlock() synchronizes with the next lock().
// Progress:    blocking; nobody waits without bound, though it is not in order of arrival, and it never sleeps: if
//              the next thread in line is not running, nobody gets in until it is.
// Cost:        uncontended pair = 2 exchanges; on one NUMA node, 1 more than a CLH lock. One entry a thread,
//              made when it comes; no allocation later.
// Source:      Concurrency Kit, spinlock/hclh.h; Luchangco, Nussbaum, Shavit: "A Hierarchical CLH Queue Lock",
//              Euro-Par 2006.
#pragma once

#include <ck_pr.h>

#include <deque>
#include <mutex>
#include <string_view>

#include "impls/cache_line.hpp"
#include "impls/info.hpp"
#include "impls/platform/std.hpp"

// The header is C: it makes a ck_spinlock_hclh* of the void* which ck_pr_fas_ptr returns, and C++ forbids that. With
// this overload in sight, it gets the type that it asks for.
struct ck_spinlock_hclh;
inline ck_spinlock_hclh* ck_pr_fas_ptr(ck_spinlock_hclh** target, ck_spinlock_hclh* value) {
  return static_cast<ck_spinlock_hclh*>(ck_pr_fas_ptr(static_cast<void*>(target), static_cast<void*>(value)));
}

#include <spinlock/hclh.h>

namespace syncbench {

class CkHclhLock {
  struct alignas(cache_line) Queue {
    ck_spinlock_hclh_t* tail;
  };

 public:
  static constexpr Info info{.name = "ck_hclh",
                             .family = Family::queue_lock,
                             .source = Source::ck,
                             .progress = Progress::blocking,
                             .lock = {.waiting = Waiting::spin}};

  CkHclhLock() {
    open(global_, -1);
    for (int cluster = 0; cluster < clusters; ++cluster) open(of_clusters_[cluster], cluster);
  }

  // In version 0.7.1 a lock() that is handed over inside a NUMA node returns without ck_pr_fence_lock().
  static std::string_view why_unavailable() {
#if defined(__x86_64__) || defined(__i386__)
    return {};
#else
    return "its hand-over inside a NUMA node has no acquire fence, and only x86 can do without";
#endif
  }

  // A thread stays with the NUMA node where it came, though it may move: entries go round among the threads of one
  // queue, and one that changed queues could still be read there for the number of the cluster.
  struct alignas(cache_line) Local {
    Local(CkHclhLock& lock, unsigned /*thread*/)
        : queue(&lock.of_clusters_[StdPlatform::node() % clusters].tail), mine(lock.new_entry()) {}
    ck_spinlock_hclh_t** queue;
    ck_spinlock_hclh_t* mine;
  };

  void lock(Local& local) noexcept { ck_spinlock_hclh_lock(&global_.tail, local.queue, local.mine); }
  void unlock(Local& local) noexcept { ck_spinlock_hclh_unlock(&local.mine); }

 private:
  // Where there are more NUMA nodes than that, some share a queue.
  static constexpr int clusters = 16;

  struct alignas(cache_line) Entry {
    ck_spinlock_hclh_t entry{};
  };

  // They outlive the thread that brought them: another one may have them by then, or the queue.
  ck_spinlock_hclh_t* new_entry() {
    const std::lock_guard guard(entries_mutex_);
    return &entries_.emplace_back().entry;
  }

  void open(Queue& queue, int cluster) { ck_spinlock_hclh_init(&queue.tail, new_entry(), cluster); }

  Queue global_{};
  Queue of_clusters_[clusters]{};
  std::mutex entries_mutex_;
  std::deque<Entry> entries_;
};

static_assert(sizeof(CkHclhLock::Local) == cache_line, "a line a waiter");

}  // namespace syncbench
