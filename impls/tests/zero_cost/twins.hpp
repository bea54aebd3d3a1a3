// Three of our strategies written a second time, straight on std::atomic and plain members, as one would without a
// Platform. Same algorithm, same layout; the reasons for the memory orders are in the originals.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "impls/cache_line.hpp"

#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
#endif

namespace syncbench {

// impls/counter/cas_loop.hpp
class TwinCasLoopCounter {
 public:
  std::uint64_t fetch_add(std::uint64_t n) noexcept {
    auto seen = value_.load(std::memory_order_relaxed);
    while (!value_.compare_exchange_weak(seen, seen + n, std::memory_order_relaxed, std::memory_order_relaxed)) {
    }
    return seen;
  }

  std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  alignas(cache_line) std::atomic<std::uint64_t> value_{0};
};

// impls/lock/ticket.hpp; the order of the release is a parameter, so that a planted cost can be shown to be seen.
template <std::memory_order release = std::memory_order_release>
class TwinTicketLock {
 public:
  void lock() noexcept {
    const auto mine = next_.fetch_add(1, std::memory_order_relaxed);
    while (serving_.load(std::memory_order_acquire) != mine) {
#if defined(__x86_64__) || defined(__i386__)
      _mm_pause();
#elif defined(__aarch64__)
      asm volatile("yield");
#endif
    }
  }

  void unlock() noexcept { serving_.store(serving_.load(std::memory_order_relaxed) + 1, release); }

 private:
  std::atomic<std::uint32_t> next_{0};
  std::atomic<std::uint32_t> serving_{0};
};

// impls/queue/vyukov_ring.hpp
template <class T>
class TwinVyukovRing {
 public:
  explicit TwinVyukovRing(std::size_t capacity) : mask_(capacity - 1), slots_(capacity) {}

  bool try_push(const T& task) {
    auto position = tail_.load(std::memory_order_relaxed);
    for (;;) {
      auto& slot = slots_[position & mask_];
      const auto turn = distance(slot.sequence.load(std::memory_order_acquire), position);
      if (turn < 0) return false;
      if (turn > 0) {
        position = tail_.load(std::memory_order_relaxed);
        continue;
      }
      if (tail_.compare_exchange_weak(position, position + 1, std::memory_order_relaxed, std::memory_order_relaxed)) {
        slot.task = task;
        slot.sequence.store(position + 1, std::memory_order_release);
        return true;
      }
    }
  }

  bool try_pop(T& task) {
    auto position = head_.load(std::memory_order_relaxed);
    for (;;) {
      auto& slot = slots_[position & mask_];
      const auto turn = distance(slot.sequence.load(std::memory_order_acquire), position + 1);
      if (turn < 0) return false;
      if (turn > 0) {
        position = head_.load(std::memory_order_relaxed);
        continue;
      }
      if (head_.compare_exchange_weak(position, position + 1, std::memory_order_relaxed, std::memory_order_relaxed)) {
        task = slot.task;
        slot.sequence.store(position + mask_ + 1, std::memory_order_release);
        return true;
      }
    }
  }

 private:
  struct Slot {
    std::atomic<std::size_t> sequence{0};
    T task{};
  };

  static std::ptrdiff_t distance(std::size_t sequence, std::size_t position) noexcept {
    return static_cast<std::ptrdiff_t>(sequence - position);
  }

  const std::size_t mask_;
  std::vector<Slot> slots_;
  alignas(cache_line) std::atomic<std::size_t> head_{0};
  alignas(cache_line) std::atomic<std::size_t> tail_{0};
};

}  // namespace syncbench
