// Do threads that stop in the middle of a call block another one?
//
// Algorithm:   two threads play a script, one after the other, and are stopped before an access to shared memory: the
//              first one before its k-th, the second one before its j-th, for all k and j that there are, and where
//              one of them has ended its script. Then a third one alone must get its own done within a bound of
//              accesses.
// Consistency: a strategy that is blocked is neither lock-free nor obstruction-free. One that never is may still be so
//              in a state that the scripts do not reach, or by more threads.
// Source:      Herlihy, Shavit: "On the nature of progress", OPODIS 2011.
#pragma once

#include <array>
#include <cstdint>
#include <latch>
#include <optional>
#include <string>

#include "impls/erased.hpp"
#include "impls/instance.hpp"
#include "impls/tests/progress/puppet.hpp"
#include "impls/watchdog/crowd.hpp"

namespace syncbench {

// Far more than a script makes that is not blocked.
constexpr std::uint64_t accesses_until_blocked = 5'000;

namespace detail {

// How it was when the first two stood.
struct Standing {
  bool first_ended = false, second_ended = false;  // there was no such access
  bool blocked = false;
  Access first{}, second{};
};

template <class Any, class Stopped, class Other>
Standing stand(const Erased<Any>& strategy, const std::string& subject, const Limits& limits, std::uint64_t k,
               std::uint64_t j, Stopped stopped, Other other) {
  const auto object = make_instance(strategy, limits);
  std::array<Puppet, 3> puppets;
  std::latch done(3);  // a Local must not end before all calls have
  Standing standing;
  run_together(subject, 4, [&](unsigned thread, Doing& self) {
    if (thread < 3) {
      return puppets[thread].play([&] {
        Handle<Any> handle(*object, thread);
        thread == 2 ? other(handle, puppets[thread]) : stopped(handle, puppets[thread]);
        puppets[thread].halt();
        done.arrive_and_wait();
      });
    }
    auto& [first, second, third] = puppets;
    self.now("stop the first one before its access", k);
    standing.first_ended = first.move(k) == Puppet::Stop::halt;
    self.now("stop the second one before its access", j);
    standing.second_ended = second.move(j) == Puppet::Stop::halt;
    self.now("move the third one");
    standing.blocked = third.move(accesses_until_blocked) != Puppet::Stop::halt;
    standing.first = first.at();
    standing.second = second.at();
    for (auto& puppet : puppets) puppet.let_go();
  });
  return standing;
}

}  // namespace detail

// Where the first two stood when the third one was blocked, in words; nothing if it never was. A script is called
// with the thread's Handle and Puppet; it may take forever if the thread is blocked, but not once it was let go.
template <class Any, class Stopped, class Other>
std::optional<std::string> find_standstill(const Erased<Any>& strategy, const std::string& subject, Limits limits,
                                           Stopped stopped, Other other, std::uint64_t& operations) {
  limits.threads = 3;
  const auto before = [](std::uint64_t number, Access access) {
    return "before its access " + std::to_string(number) + " (" + std::string(to_string(access)) + ")";
  };
  bool first_ended = false;
  for (std::uint64_t k = 0; !first_ended; ++k) {
    for (std::uint64_t j = 0;; ++j) {
      const auto standing = detail::stand(strategy, subject, limits, k, j, stopped, other);
      ++operations;
      first_ended = standing.first_ended;
      // The second one too must have got its script done by now.
      if (standing.blocked || j == accesses_until_blocked) {
        if (k == 0 || first_ended) return before(j, standing.second);  // the first one is not in a call
        if (j == 0) return before(k, standing.first);
        return before(k, standing.first) + ", and one " + before(j, standing.second);
      }
      if (standing.second_ended) break;
    }
  }
  return std::nullopt;
}

}  // namespace syncbench
