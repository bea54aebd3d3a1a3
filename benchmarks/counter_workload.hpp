// Workload: all members add 1 to one counter.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "benchmarks/harness/private_work.hpp"
#include "benchmarks/harness/trial.hpp"
#include "impls/counter.hpp"
#include "impls/instance.hpp"

namespace syncbench {

// An operation is one add(1), then `steps` of private work. Verified: the counter's value is the number of additions
// that returned, warm-up and window together.
template <Counter C>
class CounterWorkload {
 public:
  CounterWorkload(unsigned members, unsigned steps)
      : CounterWorkload(members, steps, make_instance<C>({.threads = members})) {}

  // A counter that is already made, for as many threads.
  CounterWorkload(unsigned members, unsigned steps, std::unique_ptr<C> counter)
      : counter_(std::move(counter)), handles_(members), added_(members), steps_(steps) {}

  void enter(unsigned member) { handles_[member] = std::make_unique<Handle<C>>(*counter_, member); }

  Tally work(unsigned member, Pace& pace) {
    const auto done =
        steps_ == 0 ? add_until_stop<false>(*handles_[member], pace) : add_until_stop<true>(*handles_[member], pace);
    added_[member] += done;
    return {.operations = done, .steps = done};
  }

  void settle(unsigned) {}

  std::string verdict() const {
    std::uint64_t expected = 0;
    for (const auto added : added_) expected += added;
    const auto actual = counter_->value();
    if (actual == expected) return {};
    return "wrong result: the counter says " + std::to_string(actual) + " after " + std::to_string(expected) +
           " additions of 1";
  }

  void leave(unsigned member) { handles_[member].reset(); }

  unsigned first_counted() const { return 0; }

 private:
  template <bool with_work>
  std::uint64_t add_until_stop(Handle<C>& handle, Pace& pace) const {
    const auto batch = pace.batch();
    const auto steps = steps_;
    std::uint64_t done = 0;
    [[maybe_unused]] std::uint64_t state = 0;  // of the private work
    do {
      for (std::uint32_t i = 0; i < batch; ++i) {
        handle.call([](auto& counter, auto&... local) { counter.add(1, local...); });
        if constexpr (with_work) state = private_work(steps, state);
      }
      done += batch;
    } while (pace.go_on());
    return done;
  }

  std::unique_ptr<C> counter_;
  std::vector<std::unique_ptr<Handle<C>>> handles_;
  std::vector<std::uint64_t> added_;  // by member, warm-up included
  const unsigned steps_;
};

}  // namespace syncbench
