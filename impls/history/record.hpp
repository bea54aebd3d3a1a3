// What recording a history has in common, whatever is recorded: each thread makes its calls, one after the other,
// with a stamp before and after each, into a vector of its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "impls/erased.hpp"
#include "impls/instance.hpp"
#include "impls/platform/jittered.hpp"
#include "impls/watchdog/crowd.hpp"

namespace syncbench {

// Between its calls a thread does nothing, or dawdles at random.
enum class Tempo { plain, jittered };

struct Plan {
  std::string name;                // of the run, for the watchdog
  unsigned calls;                  // of each thread
  std::chrono::milliseconds time;  // after this a thread makes no further call, but for its first few
  Tempo tempo;
  std::uint64_t seed;
};

// One thread's turns. The time is a limit for what hardly moves, such as fair spinlocks with more threads than CPUs;
// how many operations were recorded is in the history. A few each thread makes however long they take: where a thread
// gets no CPU for a while, its time may be over before its first.
class Turns {
 public:
  static constexpr unsigned least = 10;

  Turns(const Plan& plan, unsigned thread)
      : calls_(plan.calls), tempo_(plan.tempo), end_(std::chrono::steady_clock::now() + plan.time) {
    Jitter::seed(plan.seed * 64 + thread + 1);
  }

  // False if there is no further turn.
  bool next() {
    dawdle();
    // Where CPUs are few, threads mix only if they give way, and not just when the queue is full or empty.
    if (tempo_ == Tempo::jittered && Jitter::once_in(4)) std::this_thread::yield();
    return ++number_ <= calls_ && (number_ <= least || std::chrono::steady_clock::now() < end_);
  }

  // From 1 on.
  unsigned number() const noexcept { return number_; }

  void dawdle() const {
    if (tempo_ == Tempo::jittered) Jitter::disturb();
  }

 private:
  unsigned calls_;
  Tempo tempo_;
  std::chrono::steady_clock::time_point end_;
  unsigned number_ = 0;
};

// Runs job() on a thread of its own, with a watchdog that knows it as `what`, a string literal: what is no recorded
// call must end too.
template <class Job>
void run_alone(const Plan& plan, const char* what, const Job& job) {
  run_together(plan.name, 1, [&](unsigned, Doing& doing) {
    doing.now(what);
    job();
  });
}

// record(object) is called with a fresh object, which is made and destroyed under the watchdog's eyes.
template <class Any, class Record>
auto with_instance(const Erased<Any>& strategy, const Plan& plan, const Limits& limits, const Record& record) {
  std::unique_ptr<Any> object;
  run_alone(plan, "construction", [&] { object = make_instance(strategy, limits); });
  auto recorded = record(*object);
  run_alone(plan, "destruction", [&] { object.reset(); });
  return recorded;
}

template <class Operation>
std::vector<Operation> joined(const std::vector<std::vector<Operation>>& of_threads) {
  std::vector<Operation> history;
  for (const auto& own : of_threads) history.insert(history.end(), own.begin(), own.end());
  return history;
}

}  // namespace syncbench
