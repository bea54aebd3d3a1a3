// Does a lock let threads in in the order in which they began to wait?
//
// Algorithm:   one thread has the lock, and others begin to wait, one after the other. When it is free, the last to
//              come is moved first, alone, for as long as it takes to be sure that it does not get in; then the one
//              before it, and so on. Only the first to come must get in, then the second, and so on.
// Consistency: one who overtakes refutes the claim. The order of arrival is that of the first pause or sleep, so
//              two threads that arrive at the same time are not judged.
#pragma once

#include <array>
#include <cstdint>
#include <latch>
#include <string>

#include "impls/erased.hpp"
#include "impls/history/finding.hpp"
#include "impls/instance.hpp"
#include "impls/tests/progress/puppet.hpp"
#include "impls/watchdog/crowd.hpp"

namespace syncbench {

namespace detail {

constexpr unsigned waiters = 3;
constexpr std::uint64_t accesses_until_sure = 2'000;

// Each puppet takes the lock again and again; it halts when it is in, and when it is out.
struct Line {
  Puppet owner;
  std::array<Puppet, waiters> waiting;
  bool overtaken = false;

  static bool arrives(Puppet& puppet, unsigned pauses = 0) {
    return puppet.move(accesses_until_sure, pauses) == Puppet::Stop::halt;
  }

  // What is wrong; being overtaken is not, if it is not promised. Each waits for a while before the next one comes.
  std::string round(unsigned pauses) {
    if (!arrives(owner)) return "a free lock lets nobody in";
    for (auto& puppet : waiting) {
      if (arrives(puppet, pauses)) return "lets a second thread in";
    }
    if (!arrives(owner)) return "unlock() does not return when others wait";
    for (unsigned first = 0; first < waiters; ++first) {
      for (auto later = waiters - 1; later > first; --later) {
        overtaken = overtaken || arrives(waiting[later]);
        if (overtaken) return {};
      }
      if (!arrives(waiting[first])) return "lets nobody in of those who wait";
      if (!arrives(waiting[first])) return "unlock() does not return when others wait";
    }
    return {};
  }
};

}  // namespace detail

// The lock is on the WatchedPlatform. Observes "fifo".
inline void judge_fairness(Finding& finding, const Erased<AnyLock>& strategy, const std::string& subject) {
  constexpr unsigned rounds = 30;
  const auto object = make_instance(strategy, {.threads = detail::waiters + 1});
  detail::Line line;
  std::latch done(detail::waiters + 1);  // a Local must not end before all calls have
  std::string wrong;
  run_together(subject, detail::waiters + 2, [&](unsigned thread, Doing& self) {
    if (thread <= detail::waiters) {
      auto& puppet = thread == detail::waiters ? line.owner : line.waiting[thread];
      puppet.play([&] {
        Handle<AnyLock> handle(*object, thread);
        do {
          lock(handle);
          puppet.halt();
          unlock(handle);
          puppet.halt();
        } while (!puppet.is_free());
        done.arrive_and_wait();
      });
      return;
    }
    for (unsigned i = 0; i < rounds && wrong.empty() && !line.overtaken; ++i) {
      self.now("round", i);
      wrong = line.round(1 + i % 3);
      ++finding.operations;
    }
    line.owner.let_go();
    for (auto& puppet : line.waiting) puppet.let_go();
  });
  finding.observed.emplace_back("fifo", !line.overtaken);
  if (!wrong.empty()) finding.fail(wrong);
  const bool refuted = strategy.info.lock.fifo && line.overtaken;
  if (refuted) finding.fail("fifo is refuted: a thread gets in before one that came earlier");
}

}  // namespace syncbench
