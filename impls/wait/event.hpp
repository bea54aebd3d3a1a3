// One-shot event: threads sleep until somebody sets it; from then on it stays set.
//
// Algorithm:   the word is 0 unset, 1 unset and somebody may sleep, 2 set. wait() turns 0 into 1 and sleeps while it
//              is 1; set() writes 2 and wakes everybody if it wrote over a 1.
// Consistency: set() synchronizes with every wait() that returns.
// Progress:    blocking, as it must be; set() itself is wait-free but for the wake.
// Cost:        wait() on a set event = 1 load; set() = 1 exchange; no allocation, no system call unless somebody
//              sleeps.
// Source:      folklore; the states are those of Drepper, "Futexes Are Tricky", 2011.
#pragma once

#include <atomic>

#include "impls/platform/std.hpp"

namespace syncbench {

// It must outlive every call: set() may still wake after a wait() has returned.
template <class Platform = StdPlatform>
class Event {
 public:
  // acquire, here and in wait(): pairs with (1), so that what was done before set() is visible.
  bool is_set() const noexcept { return word_.load(std::memory_order_acquire) == set_; }

  void wait() noexcept {
    for (;;) {
      auto seen = word_.load(std::memory_order_acquire);
      if (seen == set_) return;
      // relaxed: announces a sleeper, and says nothing of the data; whatever it finds is looked at again.
      if (seen == unset &&
          !word_.compare_exchange_strong(seen, awaited, std::memory_order_relaxed, std::memory_order_relaxed)) {
        continue;
      }
      Platform::wait(word_, awaited);
    }
  }

  void set() noexcept {
    if (word_.exchange(set_, std::memory_order_release) == awaited) Platform::wake_all(word_);  // (1)
  }

 private:
  static constexpr int unset = 0, awaited = 1, set_ = 2;
  typename Platform::template atomic<int> word_{unset};
};

}  // namespace syncbench
