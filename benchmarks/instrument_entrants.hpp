// Entrants whose figures are known beforehand: the harness has to read them right.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "benchmarks/harness/private_work.hpp"
#include "benchmarks/harness/window.hpp"
#include "impls/cache_line.hpp"
#include "impls/info.hpp"
#include "impls/wait/spin_yield.hpp"

namespace syncbench {

// A counter for one thread, whose every add takes `blocks` of eight steps of private work longer than with none.
//
// In blocks, since the CPU mispredicts the end of a loop of a hundred turns in one surrounding and not in another, which
// is some 6 ns: a delay has to be the same wherever it is called.
class DelayedCounter {
 public:
  static constexpr Info info{.name = "delayed", .family = Family::atomic, .progress = Progress::wait_free};

  explicit DelayedCounter(unsigned blocks) : blocks_(blocks) {
    asm volatile("" : "+r"(zero_));  // the compiler must not know
  }

  // The delay starts from the value and the next value from its end, so that the CPU can hide neither behind the other.
  // Not inlined: the value goes through memory in every loop alike.
  [[gnu::noinline]] void add(std::uint64_t n) noexcept {
    const auto seen = value_;
    auto state = seen;
    for (auto left = blocks_; left != 0; --left) {
#pragma GCC unroll 8
      for (int i = 0; i < 8; ++i) state = private_work(1, state);
    }
    value_ = seen + n + (state & zero_);
  }
  std::uint64_t fetch_add(std::uint64_t n) noexcept {
    const auto seen = value_;
    add(n);
    return seen;
  }

  std::uint64_t value() const noexcept { return value_; }

 private:
  const unsigned blocks_;
  std::uint64_t zero_ = 0;
  std::uint64_t value_ = 0;
};

// Workload: three additions of member 0 for each of member 1, whose turn it then is. All others have no turn.
class ThreeToOne {
 public:
  explicit ThreeToOne(unsigned members) : added_(members) {}

  void enter(unsigned) {}

  // A member that waits for its turn also looks for the end: who has the turn may be gone.
  Tally work(unsigned member, Pace& pace) {
    Tally tally;
    SpinYield waiter;
    do {
      for (std::uint32_t i = 0; i < pace.batch(); ++i) {
        if (add_in_turn(member)) {
          ++tally.operations;
          waiter.reset();
        } else {
          ++tally.failures;
          waiter.wait();
        }
      }
      tally.steps += pace.batch();
    } while (pace.go_on());
    added_[member] += tally.operations;
    return tally;
  }

  void settle(unsigned) {}

  std::string verdict() const {
    std::uint64_t sum = 0;
    for (const auto added : added_) sum += added;
    if (value_ == sum) return {};
    return "wrong result: " + std::to_string(value_) + " turns were taken, but " + std::to_string(sum) +
           " additions made";
  }

  void leave(unsigned) {}

  unsigned first_counted() const { return 0; }

 private:
  bool add_in_turn(unsigned member) noexcept {
    // acquire: pairs with (1), so that the value is the one that the turn before left.
    const auto turn = turn_.load(std::memory_order_acquire);
    if (member != (turn % 4 == 3 ? 1U : 0U)) return false;
    ++value_;
    turn_.store(turn + 1, std::memory_order_release);  // (1)
    return true;
  }

  alignas(cache_line) std::atomic<std::uint64_t> turn_{0};
  std::uint64_t value_ = 0;                               // whose turn it is writes it
  alignas(cache_line) std::vector<std::uint64_t> added_;  // by member, warm-up included
};

}  // namespace syncbench
