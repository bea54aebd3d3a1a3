// Workloads: each call of a counter or of a lock is timed.
//
// What a member timed is kept on lines of its own. Each work() starts it over, so that in the end it is of the window
// alone.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "benchmarks/harness/latency.hpp"
#include "benchmarks/harness/private_work.hpp"
#include "impls/cache_line.hpp"
#include "impls/erased.hpp"

namespace syncbench {

// An operation is one add(1), timed, then `steps` of private work. Verified as in CounterWorkload.
template <class Arrivals = ClosedLoop>
class CounterLatency {
 public:
  CounterLatency(std::unique_ptr<AnyCounter> counter, unsigned members, unsigned steps)
      : counter_(std::move(counter)), members_(members), steps_(steps) {}

  // Here, so that a member's memory is its CPU's.
  void enter(unsigned member) { members_[member] = std::make_unique<Member>(*counter_, member); }

  Tally work(unsigned member, Pace& pace) {
    auto& self = *members_[member];
    self.adds.clear();
    std::uint64_t done = 0, state = 0;  // state: of the private work
    do {
      for (std::uint32_t i = 0; i < pace.batch(); ++i) {
        const auto start = self.arrivals.next();
        add(*self.handle, 1);
        self.adds.record(TickClock::now() - start);
        state = private_work(steps_, state);
      }
      done += pace.batch();
    } while (pace.go_on());
    self.added += done;
    return {.operations = done, .steps = done};
  }

  void settle(unsigned) {}

  std::string verdict() const {
    std::uint64_t expected = 0;
    for (const auto& member : members_) expected += member->added;
    const auto actual = counter_->value();
    if (actual == expected) return {};
    return "wrong result: the counter says " + std::to_string(actual) + " after " + std::to_string(expected) +
           " additions of 1";
  }

  void leave(unsigned member) { members_[member]->handle.reset(); }

  unsigned first_counted() const { return 0; }

  Histogram adds() const {
    Histogram all;
    for (const auto& member : members_) all.merge(member->adds);
    return all;
  }

 private:
  struct alignas(cache_line) Member {
    Member(AnyCounter& counter, unsigned member) { handle.emplace(counter, member); }

    std::optional<Handle<AnyCounter>> handle;
    Arrivals arrivals;
    Histogram adds;
    std::uint64_t added = 0;  // warm-up included
  };

  std::unique_ptr<AnyCounter> counter_;
  std::vector<std::unique_ptr<Member>> members_;
  const unsigned steps_;
};

// An operation is one lock(), timed, `section_steps` of work on what it protects, unlock(), and `steps` of private
// work. Verified: each section found the count that the one before left.
//
// A hand-over is from just before one thread's unlock() to the return of another's lock(), the next in the section. The
// owner leaves the time in what the lock protects: two readings of the clock lie inside the lock.
template <class Arrivals = ClosedLoop>
class LockLatency {
 public:
  LockLatency(std::unique_ptr<AnyLock> lock, unsigned members, unsigned section_steps, unsigned steps)
      : lock_(std::move(lock)), members_(members), section_steps_(section_steps), steps_(steps) {}

  void enter(unsigned member) { members_[member] = std::make_unique<Member>(*lock_, member); }

  Tally work(unsigned member, Pace& pace) {
    auto& self = *members_[member];
    self.locks.clear();
    self.handovers.clear();
    ++self.round;
    std::uint64_t done = 0, state = 0;  // state: of the private work
    do {
      for (std::uint32_t i = 0; i < pace.batch(); ++i) {
        const auto start = self.arrivals.next();
        lock(*self.handle);
        const auto entered = TickClock::now();
        const auto before = guarded_.last;
        change_what_is_guarded();
        guarded_.last = {.left = TickClock::now(), .member = member, .round = self.round};
        unlock(*self.handle);

        self.locks.record(entered - start);
        // None left by itself, nor in the warm-up.
        if (before.member != member && before.round == self.round) record_handover(self, before.left, entered);
        state = private_work(steps_, state);
      }
      done += pace.batch();
    } while (pace.go_on());
    self.sections += done;
    return {.operations = done, .steps = done};
  }

  void settle(unsigned) {}

  std::string verdict() const {
    std::uint64_t expected = 0;
    for (const auto& member : members_) expected += member->sections;
    if (guarded_.sections == expected) return {};
    return "wrong result: " + std::to_string(guarded_.sections) + " sections are counted under the lock after " +
           std::to_string(expected) + " of them: it let two in";
  }

  void leave(unsigned member) { members_[member]->handle.reset(); }

  unsigned first_counted() const { return 0; }

  Histogram locks() const { return merged(&Member::locks); }
  Histogram handovers() const { return merged(&Member::handovers); }

  // False if a thread was seen to enter before the last one left: then the hand-overs are no times.
  bool clocks_agreed() const {
    for (const auto& member : members_) {
      if (member->went_back) return false;
    }
    return true;
  }

 private:
  struct alignas(cache_line) Member {
    Member(AnyLock& lock, unsigned member) { handle.emplace(lock, member); }

    std::optional<Handle<AnyLock>> handle;
    Arrivals arrivals;
    Histogram locks, handovers;
    std::uint64_t sections = 0;  // warm-up included
    unsigned round = 0;          // how many times it was sent to work
    bool went_back = false;
  };

  struct Departure {
    Ticks left = 0;
    unsigned member = 0;
    unsigned round = 0;  // none
  };

  void change_what_is_guarded() {
    const auto sections = guarded_.sections;
    // The compiler may move neither the reading nor the writing past the work: two inside must get into each other's
    // way.
    std::atomic_signal_fence(std::memory_order_seq_cst);
    guarded_.state = private_work(section_steps_, guarded_.state);
    std::atomic_signal_fence(std::memory_order_seq_cst);
    guarded_.sections = sections + 1;
  }

  static void record_handover(Member& self, Ticks left, Ticks entered) {
    self.went_back |= entered < left;
    self.handovers.record(entered - left);
  }

  Histogram merged(Histogram Member::*kind) const {
    Histogram all;
    for (const auto& member : members_) all.merge((*member).*kind);
    return all;
  }

  std::unique_ptr<AnyLock> lock_;
  std::vector<std::unique_ptr<Member>> members_;
  const unsigned section_steps_, steps_;
  // Plain words: only the lock keeps the threads apart.
  struct alignas(cache_line) {
    std::uint64_t sections = 0;
    std::uint64_t state = 0;
    Departure last;
  } guarded_;
};

}  // namespace syncbench
