// Workload: one task goes to and fro between two threads, through a queue each way.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "benchmarks/harness/latency.hpp"
#include "impls/cache_line.hpp"
#include "impls/erased.hpp"
#include "impls/wait/spin_yield.hpp"

namespace syncbench {

// An operation is one round trip: member 1 asks, member 0 answers. (So the member in front does no operations of its
// own, as a producer in front of consumers.) The task is the time at which it was sent: no word has to travel beside
// it, and no two are alike, since one is sent only when the last has come back. Each queue has one producer and one
// consumer. Verified: each question comes back as it was sent, and once; nothing else is left inside.
template <class Arrivals = ClosedLoop>
class HandOff {
 public:
  HandOff(std::unique_ptr<AnyQueue> there, std::unique_ptr<AnyQueue> back)
      : there_(std::move(there)), back_(std::move(back)) {}

  void enter(unsigned member) {
    auto& out = member == asker ? *there_ : *back_;
    auto& in = member == asker ? *back_ : *there_;
    members_[member] = std::make_unique<Member>(out, in, member);
  }

  Tally work(unsigned member, Pace& pace) { return member == asker ? ask(pace) : answer(pace); }

  // What comes in to each member is taken out by it: at most the task that was under way when the window ended.
  void settle(unsigned member) {
    auto& self = *members_[member];
    // A queue whose "empty" is not strict may err now and then; one that is wrong must not keep us for ever.
    std::uint64_t task = 0;
    for (unsigned refusals = 0; refusals < 1000 && self.left < 2;) {
      if (pop(*self.in, task)) {
        ++self.left;
        self.wrong += task != sent_;
      } else {
        ++refusals;
      }
    }
  }

  std::string verdict() const {
    const auto& asking = *members_[asker];
    const auto& answering = *members_[answerer];
    if (asking.wrong + answering.wrong != 0) return "wrong result: another task came out than the one that went in";
    const unsigned inside = asking.left + answering.left + (answering.owed ? 1 : 0);
    const unsigned expected = under_way_ ? 1 : 0;
    if (inside == expected) return {};
    return "wrong result: " + std::to_string(inside) + " tasks are under way where there is " +
           std::to_string(expected);
  }

  void leave(unsigned member) {
    members_[member]->in.reset();
    members_[member]->out.reset();
  }

  unsigned first_counted() const { return asker; }

  const Histogram& round_trips() const { return members_[asker]->times; }
  // From just before the push to just after the other thread's pop.
  const Histogram& one_way() const { return members_[answerer]->times; }
  // False if a task was seen to arrive before it was sent: then the ways are no times.
  bool clocks_agreed() const { return !members_[answerer]->went_back; }

 private:
  static constexpr unsigned answerer = 0, asker = 1;

  struct alignas(cache_line) Member {
    Member(AnyQueue& out_queue, AnyQueue& in_queue, unsigned member) {
      out.emplace(out_queue, member);
      in.emplace(in_queue, member);
    }

    std::optional<Handle<AnyQueue>> out, in;
    Arrivals arrivals;
    Histogram times;
    std::optional<std::uint64_t> owed;  // the question that is not answered yet
    std::uint64_t wrong = 0;            // tasks that are not what was sent
    unsigned left = 0;                  // tasks that were inside after the end
    bool went_back = false;
  };

  // Each turn is one attempt, to push or to pop, so that a member that waits for the other also sees the end.
  template <class Attempt>
  static Tally take_turns(Pace& pace, Attempt attempt) {
    Tally tally;
    SpinYield waiter;
    do {
      for (std::uint32_t i = 0; i < pace.batch(); ++i) {
        if (attempt(tally)) {
          waiter.reset();
        } else {
          ++tally.failures;
          waiter.wait();
        }
      }
      tally.steps += pace.batch();
    } while (pace.go_on());
    return tally;
  }

  Tally ask(Pace& pace) {
    auto& self = *members_[asker];
    self.times.clear();
    bool sent_here = false;  // and not in the warm-up
    return take_turns(pace, [&](Tally& tally) {
      if (!under_way_) {
        sent_ = self.arrivals.next();
        return sent_here = under_way_ = push(*self.out, sent_);
      }
      std::uint64_t task = 0;
      if (!pop(*self.in, task)) return false;
      const auto now = TickClock::now();
      self.wrong += task != sent_;
      if (sent_here) self.times.record(now - sent_);
      under_way_ = false;
      ++tally.operations;
      return true;
    });
  }

  Tally answer(Pace& pace) {
    auto& self = *members_[answerer];
    self.times.clear();
    bool first = true;  // may have been sent in the warm-up
    return take_turns(pace, [&](Tally&) {
      if (self.owed) {
        if (!push(*self.out, *self.owed)) return false;
        self.owed.reset();
        return true;
      }
      std::uint64_t task = 0;
      if (!pop(*self.in, task)) return false;
      const auto now = TickClock::now();
      self.owed = task;
      if (!first) {
        self.went_back |= now < task;
        self.times.record(now - task);
      }
      first = false;
      return true;
    });
  }

  std::unique_ptr<AnyQueue> there_, back_;
  std::array<std::unique_ptr<Member>, 2> members_;
  // The asker's; read by others only when it has come back.
  alignas(cache_line) std::uint64_t sent_ = 0;
  bool under_way_ = false;
};

}  // namespace syncbench
