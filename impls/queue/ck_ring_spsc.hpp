// Concurrency Kit's ring, for one producer and one consumer.
//
// Algorithm:   Lamport's ring: the producer alone writes one index, the consumer alone the other.
// Consistency: linearizable, strict FIFO, bounded; one producer and one consumer. Of n slots n - 1 can be used, and n
//              is a power of two: there is room for twice `capacity`, less one.
// Progress:    declared wait-free.
// Cost:        push or pop = 2 loads + 1 store, with fences; no allocation after construction.
// Source:      Al Bahra, Concurrency Kit (Debian: 0.7.1), ck_ring.h; ck_ring_enqueue_spsc(3).
#pragma once

#include <cstddef>
#include <vector>

#include "impls/cache_line.hpp"
#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/packaged/ck_ring.hpp"

namespace syncbench {

template <class T>
class CkRingSpsc {
 public:
  static constexpr Info info{.name = "ck_ring_spsc",
                             .family = Family::lock_free,
                             .source = Source::ck,
                             .progress = Progress::wait_free,
                             .queue = {.order = Order::strict_fifo,
                                       .producers = Side::one,
                                       .consumers = Side::one,
                                       .bounded = true,
                                       .exact_capacity = false}};

  explicit CkRingSpsc(const Limits& limits) : slots_(2 * limits.capacity) {
    ck_ring_init(&ring_, static_cast<unsigned>(slots_.size()));
  }

  bool try_push(const T& task) { return ck_ring_enqueue_spsc(&ring_, slots_.data(), to_word(task)); }

  bool try_pop(T& task) {
    void* word = nullptr;
    if (!ck_ring_dequeue_spsc(&ring_, slots_.data(), &word)) return false;
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
