// The threads that measure: made and pinned outside every timed region, parked between phases.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "benchmarks/harness/topology.hpp"
#include "impls/watchdog/patience.hpp"

namespace syncbench {

// Member i is pinned to the i-th CPU of the placement, modulo their number. The caller, who only sleeps in run(), is
// one more thread: so even a team of one is never alone in the process, where glibc and libstdc++ would take
// shortcuts. Where there are two CPUs a pair of further threads serves the floor probe, pinned to the first two of
// Place::cores whatever the team's own placement: the floor tells of the machine, not of the cell.
//
// run() does not return if a member hangs: it ends the process with exit code 1. On standard error are then the
// stacks of the members that did not come back, and as the last line the reason: the task, the phase and those
// members.
class Team {
 public:
  using Job = std::function<void(unsigned member)>;

  // Throws std::runtime_error with one line if a thread cannot be started or pinned.
  Team(const Topology& topology, Place place, unsigned size, std::string task);
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  // Runs job(0) .. job(count-1), one a member, while all others stay parked. Rethrows the first exception. If
  // `meanwhile` is given the caller calls it every few milliseconds until all have returned.
  void run(unsigned count, std::string_view phase, const Job& job, const std::function<void()>& meanwhile = {}) {
    run_on(0, count, phase, job, meanwhile);
  }

  // Runs job(0) and job(1) on the pair, while everybody else stays parked. Only where has_pair().
  void run_pair(std::string_view phase, const Job& job) { run_on(size_, 2, phase, job, {}); }

  unsigned size() const { return size_; }
  unsigned cpus() const { return cpus_; }
  bool oversubscribed() const { return size_ > cpus_; }
  bool has_pair() const { return cpus_ > 1; }

 private:
  // One thread; all but `wake` guarded by mutex_.
  struct Member {
    const Job* job = nullptr;  // null: parked
    unsigned index = 0;        // what the job is called with
    std::condition_variable wake;
    std::jthread thread;
  };

  void start(unsigned cpu);
  void run_on(unsigned first, unsigned count, std::string_view phase, const Job& job,
              const std::function<void()>& meanwhile);
  void live(Member& self, unsigned cpu);
  void end();
  [[noreturn]] void give_up(unsigned first, unsigned count, std::string_view phase);

  const unsigned size_;
  const unsigned cpus_;
  const std::string task_;
  const std::chrono::milliseconds patience_;  // for one phase

  std::mutex mutex_;
  std::condition_variable done_;
  unsigned running_ = 0;  // this and the next two: guarded by mutex_
  std::exception_ptr failure_;
  bool ending_ = false;

  std::deque<Member> members_;  // never moves its elements; destroyed, and so joined, before what they use
};

}  // namespace syncbench
