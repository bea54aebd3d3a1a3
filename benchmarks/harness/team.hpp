// The threads that measure: made and pinned outside every timed region, parked between phases.
#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "benchmarks/harness/topology.hpp"

namespace syncbench {

// Member i is pinned to the i-th CPU of the placement, modulo their number. A team has a second member even for a
// single-threaded measurement, where there is a CPU for it: the floor probe needs two, and glibc and libstdc++ take
// shortcuts in a process with one thread (the caller, who only sleeps in run(), is another).
//
// run() does not return if a member hangs: it ends the process with exit code 1, after one line on standard error
// that names the task, the phase and the members that did not come back.
class Team {
 public:
  using Job = std::function<void(unsigned member)>;

  Team(const Topology& topology, Place place, unsigned size, std::string task);
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  // Runs job(0) .. job(count-1), one a member, while the other members stay parked. Rethrows the first exception.
  void run(unsigned count, std::string_view phase, const Job& job);

  unsigned size() const { return size_; }  // as asked for
  unsigned cpus() const { return cpus_; }
  bool oversubscribed() const { return size_ > cpus_; }
  bool has_pair() const { return members_.size() > 1 && cpus_ > 1; }  // two members on two CPUs

 private:
  void live(unsigned member, unsigned cpu);
  void end();
  [[noreturn]] void give_up(std::string_view phase) const;

  const unsigned size_;
  const unsigned cpus_;
  const std::string task_;
  const std::chrono::seconds patience_;

  std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable done_;
  // All guarded by mutex_.
  const Job* job_ = nullptr;
  unsigned round_ = 0;      // a new one for each run()
  unsigned count_ = 0;      // members that take part in it
  std::vector<bool> busy_;  // who has not come back
  unsigned running_ = 0;
  std::exception_ptr failure_;
  bool ending_ = false;

  std::vector<std::jthread> members_;
};

}  // namespace syncbench
