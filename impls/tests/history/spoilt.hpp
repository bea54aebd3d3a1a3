// Objects with one fault each, which the recorded histories must show. None has a data race: what is wrong with them
// is what they answer.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "impls/info.hpp"
#include "impls/instance.hpp"

namespace syncbench {

enum class Fault { none, last_first, lane_by_lane, forgets, repeats, invents, says_empty, says_full, too_roomy };

// A locked queue that declares `traits`, and every hundredth time does otherwise.
template <Fault fault, QueueTraits traits = QueueTraits{}>
class SpoiltQueue {
 public:
  static constexpr Info info{.name = "spoilt",
                             .family = Family::mutex,
                             .source = Source::std,
                             .progress = Progress::blocking,
                             .queue = traits};

  explicit SpoiltQueue(const Limits& limits) : capacity_(limits.capacity + (fault == Fault::too_roomy ? 1 : 0)) {}

  bool try_push(std::uint64_t task) {
    const std::lock_guard lock(mutex_);
    const bool spoils = ++calls_ % 100 == 0;
    if (traits.bounded && tasks_.size() == capacity_) return false;
    if (spoils && fault == Fault::says_full) return false;
    if (spoils && fault == Fault::forgets) return true;
    auto place = tasks_.end();
    if (fault == Fault::lane_by_lane) {  // producers are told apart by the upper half of their tasks
      place = tasks_.begin();
      while (place != tasks_.end() && *place >> 32 <= task >> 32) ++place;
    }
    tasks_.insert(place, task);
    return true;
  }

  bool try_pop(std::uint64_t& task) {
    const std::lock_guard lock(mutex_);
    const bool spoils = ++calls_ % 100 == 0;
    if (tasks_.empty() || (spoils && fault == Fault::says_empty)) return false;
    task = fault == Fault::last_first ? tasks_.back() : tasks_.front();
    if (spoils && fault == Fault::invents) task = 0;
    if (spoils && fault == Fault::repeats) return true;
    if (fault == Fault::last_first) {
      tasks_.pop_back();
    } else {
      tasks_.pop_front();
    }
    return true;
  }

 private:
  const std::size_t capacity_;
  std::mutex mutex_;
  std::deque<std::uint64_t> tasks_;
  std::uint64_t calls_ = 0;
};

// Claims a position by a store, as if nobody else could be at the same.
template <class Platform>
class StoreClaimedRing {
 public:
  static constexpr Info info{.name = "store_claimed_ring",
                             .family = Family::atomic,
                             .source = Source::syncbench,
                             .progress = Progress::blocking,
                             .queue = {.strict_empty = false, .strict_full = false}};

  explicit StoreClaimedRing(const Limits& limits) : slots_(limits.capacity) {}

  // seq_cst throughout: the orders are not what is wrong here.
  bool try_push(std::uint64_t task) {
    const auto position = tail_.load(std::memory_order_seq_cst);
    if (position - head_.load(std::memory_order_seq_cst) == slots_.size()) return false;
    slots_[position % slots_.size()].store(task, std::memory_order_seq_cst);
    tail_.store(position + 1, std::memory_order_seq_cst);
    return true;
  }

  bool try_pop(std::uint64_t& task) {
    const auto position = head_.load(std::memory_order_seq_cst);
    if (position == tail_.load(std::memory_order_seq_cst)) return false;
    task = slots_[position % slots_.size()].load(std::memory_order_seq_cst);
    head_.store(position + 1, std::memory_order_seq_cst);
    return true;
  }

 private:
  std::vector<typename Platform::template atomic<std::uint64_t>> slots_;
  typename Platform::template atomic<std::uint64_t> head_{0}, tail_{0};
};

// Reads, then writes, as a plain x++ does.
template <class Platform>
class TornCounter {
 public:
  static constexpr Info info{.name = "torn",
                             .family = Family::atomic,
                             .source = Source::syncbench,
                             .progress = Progress::wait_free,
                             .counter = {Consistency::linearizable}};

  // relaxed: no order would mend it.
  std::uint64_t fetch_add(std::uint64_t n) {
    const auto seen = value_.load(std::memory_order_relaxed);
    value_.store(seen + n, std::memory_order_relaxed);
    return seen;
  }
  void add(std::uint64_t n) { fetch_add(n); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  typename Platform::template atomic<std::uint64_t> value_{0};
};

// Adds right, but every hundredth time tells the sum of a moment ago.
template <class Platform>
class BelatedCounter {
 public:
  static constexpr Info info{.name = "belated",
                             .family = Family::atomic,
                             .source = Source::syncbench,
                             .progress = Progress::wait_free,
                             .counter = {Consistency::quiescent}};

  // relaxed: one word, and what the readers see of it is a matter of time only.
  void add(std::uint64_t n) { sum_.fetch_add(n, std::memory_order_relaxed); }
  std::uint64_t value() const {
    const auto sum = sum_.load(std::memory_order_relaxed);
    return reads_.fetch_add(1, std::memory_order_relaxed) % 100 == 99 && sum > 64 ? sum - 64 : sum;
  }

 private:
  typename Platform::template atomic<std::uint64_t> sum_{0};
  mutable std::atomic<std::uint64_t> reads_{0};
};

// Has one permit more than it says.
class GenerousSemaphore {
 public:
  explicit GenerousSemaphore(int permits) : permits_(permits + 1) {}
  void acquire() {
    while (!take()) std::this_thread::yield();
  }
  void release() {
    const std::lock_guard lock(mutex_);
    ++permits_;
  }

 private:
  bool take() {
    const std::lock_guard lock(mutex_);
    if (permits_ == 0) return false;
    --permits_;
    return true;
  }

  std::mutex mutex_;
  int permits_;
};

}  // namespace syncbench
