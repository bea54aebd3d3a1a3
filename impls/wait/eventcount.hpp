// Eventcount: lets threads sleep until somebody changed what they look at, however that is made.
//
// Algorithm:   the word is even while nobody means to sleep. Who found nothing calls prepare(), which makes it odd and
//              returns it as a key; looks once more; and if there still is nothing, calls wait(key), which sleeps while
//              the word is the key. Who changed something calls notify(): if the word is odd it goes on to the next even
//              number, and everybody who slept is woken. There is nothing to take back: who found something at the
//              second look only leaves the word odd, for which one notify() pays.
// Consistency: orders nothing but itself: what was changed is handed over by the accesses that change it and look at it.
// Progress:    wait() blocks, as it must; prepare() and notify() are wait-free but for the wake.
// Cost:        notify() with nobody about to sleep = 1 fence + 1 load. prepare() = 1 fetch-or + 1 fence. No allocation,
//              no system call unless somebody may sleep. All sleepers wake together.
// Source:      the protocol of prepare, look and wait: Vyukov, "Eventcounts", 1024cores.net; folly, EventCount.h; the
//              name: Reed, Kanodia: "Synchronization with Eventcounts and Sequencers", CACM 22(2), 1979.
//
// Why no wake-up is lost: one thread prepares (1), fences (2), looks, and sleeps (4); another one changes something,
// fences (3) and looks at the word (5). Fences have one order.
//   - If (3) comes first, the look sees what was changed before it.
//   - If (2) comes first, (5) sees the word of (1) or a later one. If that is the key itself, (6) or another notify() that
//     came before it changes it; if it is a later one, somebody already has. Whoever changes the word wakes after that,
//     and the Platform promises that (4) does not fall asleep on a word that has changed, nor sleeps through the wake.
// The key comes back after 2^31 notifications between (1) and (4) only.
#pragma once

#include <atomic>

#include "impls/cache_line.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {

// It must outlive every call: notify() may still wake after its change was seen.
template <class Platform = StdPlatform>
class EventCount {
 public:
  // relaxed, on the word everywhere: see above; only fences order it with anything else.
  [[nodiscard]] int prepare() noexcept {
    const int key = word_.fetch_or(1, std::memory_order_relaxed) | 1;  // (1)
    Platform::fence();                                                 // (2)
    return key;
  }

  // May return for no reason, so callers look again; before they wait again, they prepare again.
  void wait(int key) noexcept { Platform::wait(word_, key); }  // (4)

  void notify() noexcept {
    Platform::fence();                                 // (3)
    int seen = word_.load(std::memory_order_relaxed);  // (5)
    if ((seen & 1) == 0) return;
    const int next = static_cast<int>(static_cast<unsigned>(seen) + 1);  // unsigned: it wraps around
    // If this fails, another notify() took the sleepers of the word that was seen upon itself.
    if (word_.compare_exchange_strong(seen, next, std::memory_order_relaxed, std::memory_order_relaxed)) {  // (6)
      Platform::wake_all(word_);
    }
  }

 private:
  alignas(cache_line) typename Platform::template atomic<int> word_{0};
};

}  // namespace syncbench
