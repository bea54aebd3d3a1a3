// A counter that is wrong on purpose, to show what a lost update is. Never ranked, and in no list.
//
// Algorithm:   read, add privately, write back: three steps, as if nobody else did the same meanwhile. What another
//              thread adds between the reading and the writing is lost.
// Consistency: none. It is declared quiescent, and is not that either: the sum is too small once two threads add.
// Progress:    wait-free: nothing is waited for, and nothing is looked at twice.
// Cost:        add = 1 load + 1 store on a shared line; no allocation. On x86 the three instructions of `x = x + 1`,
//              where fetch_add needs one that is locked.
// Source:      folklore; "lost update" is the databases' word: Berenson, Bernstein, Gray, Melton, O'Neil, O'Neil: "A
//              Critique of ANSI SQL Isolation Levels", SIGMOD 1995.
//
// By the letter there is no data race, since both accesses are atomic: no sanitizer objects. On a plain word there
// would be one, and the compiler might keep the sum in a register for the whole loop.
#pragma once

#include <atomic>
#include <cstdint>

#include "impls/cache_line.hpp"
#include "impls/info.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {

template <class Platform = StdPlatform>
class LostUpdateCounter {
 public:
  static constexpr Info info{.name = "lost_update",
                             .family = Family::atomic,
                             .source = Source::syncbench,
                             .progress = Progress::wait_free,
                             .counter = {Consistency::quiescent}};

  // relaxed, both: no order would help, the two would still be two steps.
  void add(std::uint64_t n) noexcept {
    value_.store(value_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
  }

  // relaxed: callers join the adders first; join() is the synchronization.
  std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  alignas(cache_line) typename Platform::template atomic<std::uint64_t> value_{0};
};

static_assert(sizeof(LostUpdateCounter<>) == cache_line, "alone on its line");

}  // namespace syncbench
