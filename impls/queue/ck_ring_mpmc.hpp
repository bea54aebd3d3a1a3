// Concurrency Kit's ring, for many producers and consumers.
//
// Algorithm:   a producer takes a position by CAS, writes its slot, waits until all earlier ones are published, and
//              publishes its own; a consumer copies the first slot and takes it by CAS.
// Consistency: strict FIFO, bounded; "empty" is strict: tasks are published in order. "full" is not: it counts tasks
//              that are not yet published. Of n slots n - 1 can be used, and n is a power of two: there is room for
//              twice `capacity`, less one.
// Progress:    blocking: a producer waits for those before it, and consumers find nothing behind one that stopped.
// Cost:        uncontended push = 3 loads + 1 CAS + 1 store, pop = 2 loads + 1 CAS, with fences; no allocation after
//              construction.
// Source:      Al Bahra, Concurrency Kit (Debian: 0.7.1), ck_ring.h.
#pragma once

#include <cstddef>
#include <vector>

#include "impls/cache_line.hpp"
#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/packaged/ck_ring.hpp"

namespace syncbench {

template <class T>
class CkRingMpmc {
 public:
  static constexpr Info info{
      .name = "ck_ring_mpmc",
      .family = Family::atomic,
      .source = Source::ck,
      .progress = Progress::blocking,
      .queue = {.order = Order::strict_fifo, .bounded = true, .strict_full = false, .exact_capacity = false}};

  explicit CkRingMpmc(const Limits& limits) : slots_(2 * limits.capacity) {
    ck_ring_init(&ring_, static_cast<unsigned>(slots_.size()));
  }

  bool try_push(const T& task) { return ck_ring_enqueue_mpmc(&ring_, slots_.data(), to_word(task)); }

  bool try_pop(T& task) {
    void* word = nullptr;
    if (!ck_ring_dequeue_mpmc(&ring_, slots_.data(), &word)) return false;
    from_word(word, task);
    return true;
  }

 private:
  // It pads between the two sides, by its own measure of a cache line, and must begin a line for that.
  static_assert(offsetof(ck_ring_t, p_tail) % CK_MD_CACHELINE == 0 && cache_line % CK_MD_CACHELINE == 0);
  alignas(cache_line) ck_ring_t ring_{};
  std::vector<ck_ring_buffer_t> slots_;
};

}  // namespace syncbench
