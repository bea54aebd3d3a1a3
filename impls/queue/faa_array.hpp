// Ramalhete and Correia's queue: a list of arrays, whose slots are given out by fetch-and-add.
//
// Algorithm:   a segment has `size` slots and two counters. push draws a slot from one counter and fills it by CAS;
//              pop draws one from the other and takes what is in it by an exchange. A pop that comes before its push
//              leaves the slot taken, and that push draws another one. If there is no slot left, push links a new
//              segment that has its task already, and pop goes on to the next.
// Consistency: linearizable, strict FIFO, unbounded; "empty" is strict.
// Progress:    lock-free but for the allocator; not wait-free.
// Cost:        push = 1 fetch-and-add + 1 CAS + 1 hazard; pop = 1 fetch-and-add + 1 exchange + 1 hazard. 1 allocation
//              a segment, of 16 bytes a slot; those that lose the race to link theirs throw it away.
// Source:      Ramalhete, Correia: "FAAArrayQueue - MPMC lock-free queue", Concurrency Freaks, 2016; reclamation:
//              Michael 2004 (impls/reclaim/hazard_pointers.hpp). Theirs holds pointers, and null is an empty slot;
//              ours has a word beside the task, so that it may be any value.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "impls/cache_line.hpp"
#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/platform/std.hpp"
#include "impls/reclaim/hazard_pointers.hpp"

namespace syncbench {

template <class T, class Platform = StdPlatform, std::size_t size = 1024>
class FaaArrayQueue {
  // A slot's states. One that is taken stays so.
  static constexpr std::uint32_t empty = 0, full = 1, taken = 2;

  struct Slot {
    typename Platform::template atomic<std::uint32_t> state{empty};
    typename Platform::template plain<T> task{};
  };

  struct Segment {
    Segment() = default;
    explicit Segment(const T& first) {
      slots[0].task.set(first);
      // relaxed, both: the segment is published by (b).
      slots[0].state.store(full, std::memory_order_relaxed);
      pushes.store(1, std::memory_order_relaxed);
    }
    // Slots drawn; they go on counting when there are none left.
    alignas(cache_line) typename Platform::template atomic<std::uint64_t> pushes{0};
    alignas(cache_line) typename Platform::template atomic<std::uint64_t> pops{0};
    alignas(cache_line) typename Platform::template atomic<Segment*> next{nullptr};
    std::array<Slot, size> slots;
  };
  static_assert(alignof(Segment) == cache_line && sizeof(Segment) >= 3 * cache_line, "the counters are apart");

  // Each retired segment is looked after at once: they are large, and come once in `size` pops.
  using Hazards = HazardPointers<Platform, Segment, 1, 1>;

 public:
  static constexpr Info info{.name = "faa_array",
                             .family = Family::lock_free,
                             .source = Source::syncbench,
                             .progress = Progress::lock_free,
                             .queue = {.order = Order::strict_fifo, .bounded = false}};

  struct Local {
    Local(FaaArrayQueue& queue, unsigned thread) : hazards(queue.hazards_, thread) {}
    typename Hazards::Local hazards;
  };

  explicit FaaArrayQueue(const Limits& limits) : hazards_(limits.threads) {
    auto* segment = Platform::template make<Segment>();
    // relaxed: whoever hands the queue to other threads synchronizes with them.
    head_.store(segment, std::memory_order_relaxed);
    tail_.store(segment, std::memory_order_relaxed);
  }

  ~FaaArrayQueue() {
    // relaxed: no other thread is left.
    auto* segment = head_.load(std::memory_order_relaxed);
    while (segment != nullptr) {
      auto* next = segment->next.load(std::memory_order_relaxed);
      Platform::dispose(segment);
      segment = next;
    }
  }

  FaaArrayQueue(const FaaArrayQueue&) = delete;
  FaaArrayQueue& operator=(const FaaArrayQueue&) = delete;

  // Always true. Throws std::bad_alloc, and then nothing has changed but that a segment may stay protected until the
  // thread's next call.
  bool try_push(const T& task, Local& local) {
    for (;;) {
      auto* last = local.hazards.protect(0, tail_);
      // seq_cst: see (c).
      const auto number = last->pushes.fetch_add(1, std::memory_order_seq_cst);
      if (number < size ? fill(last->slots[number], task) : append(last, task)) {
        local.hazards.clear();
        return true;
      }
    }
  }

  bool try_pop(T& task, Local& local) {
    for (;;) {
      auto* first = local.hazards.protect(0, head_);
      // (c) seq_cst, all here, and where pushes draw and link: if there are no fewer pops than pushes, each task of
      // the segment belongs to a pop that has drawn it, and without a next segment there are no others. So the queue
      // was empty at the second of these three looks: what the third did not find was not there then.
      if (first->pops.load(std::memory_order_seq_cst) >= first->pushes.load(std::memory_order_seq_cst) &&
          first->next.load(std::memory_order_seq_cst) == nullptr) {
        local.hazards.clear();
        return false;
      }
      const auto number = first->pops.fetch_add(1, std::memory_order_seq_cst);
      if (number >= size) {
        // Here the queue was empty when we looked, as all slots are drawn. acquire: pairs with (b).
        auto* next = first->next.load(std::memory_order_seq_cst);
        if (next == nullptr) {
          local.hazards.clear();
          return false;
        }
        go_on(first, next, local);
        continue;
      }
      // acquire: pairs with (a). It publishes nothing: a push that finds the slot taken only draws again.
      if (auto& slot = first->slots[number]; slot.state.exchange(taken, std::memory_order_acquire) == full) {
        task = slot.task.get();  // protected by the hazard, and written once
        local.hazards.clear();
        return true;
      }
    }
  }

 private:
  // False if the slot's pop was here before. Then nobody reads the task.
  static bool fill(Slot& slot, const T& task) {
    slot.task.set(task);
    auto expected = empty;
    // (a) release: the task is written before the slot is full. relaxed on failure: we only try another one.
    return slot.state.compare_exchange_strong(expected, full, std::memory_order_release, std::memory_order_relaxed);
  }

  // A segment with the task behind `last`; false if there is one already, which the tail then has reached.
  bool append(Segment* last, const T& task) {
    // acquire: pairs with (b), so that the segment is complete before the tail moves on to it.
    auto* next = last->next.load(std::memory_order_acquire);
    if (next == nullptr) {
      auto* segment = Platform::template make<Segment>(task);
      // (b) release: the segment is complete before it can be reached; seq_cst: see (c). acquire on failure: as for
      // the load.
      if (last->next.compare_exchange_strong(next, segment, std::memory_order_seq_cst, std::memory_order_acquire)) {
        advance_tail(last, segment);
        return true;
      }
      Platform::dispose(segment);
    }
    advance_tail(last, next);
    return false;
  }

  void go_on(Segment* first, Segment* next, Local& local) noexcept {
    // Never let the head overtake the tail: the tail would point to a retired segment. seq_cst: pairs with (d).
    if (tail_.load(std::memory_order_seq_cst) == first) advance_tail(first, next);
    // seq_cst: the (3) of hazard_pointers.hpp, by which `first` is removed. relaxed on failure: somebody else did it.
    auto* expected = first;
    if (head_.compare_exchange_strong(expected, next, std::memory_order_seq_cst, std::memory_order_relaxed)) {
      local.hazards.clear();
      local.hazards.retire(first);
    }
  }

  void advance_tail(Segment* from, Segment* to) noexcept {
    // (d) seq_cst, the (3) of hazard_pointers.hpp: moving the tail makes `from` unreachable through it, and hazard
    // pointers must be able to order that before the scan of whoever retires `from`. So on failure too: then another
    // thread moved it, and we rely on what it did.
    tail_.compare_exchange_strong(from, to, std::memory_order_seq_cst, std::memory_order_seq_cst);
  }

  alignas(cache_line) typename Platform::template atomic<Segment*> head_{nullptr};
  alignas(cache_line) typename Platform::template atomic<Segment*> tail_{nullptr};
  alignas(cache_line) Hazards hazards_;
};

template <class T, class Platform, std::size_t size>
struct SmallestOf<FaaArrayQueue<T, Platform, size>> {
  using type = FaaArrayQueue<T, Platform, 2>;  // a new segment every two tasks
};

}  // namespace syncbench
