// A time window: all members start at one deadline, work until one stop flag, and report their own times.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "benchmarks/harness/meters.hpp"
#include "impls/cache_line.hpp"

namespace syncbench {

using Clock = std::chrono::steady_clock;

// What one member did inside a window.
struct Tally {
  std::uint64_t operations = 0;  // what the workload counts: additions; tasks popped
  std::uint64_t failures = 0;    // attempts that found the queue full or empty
  std::uint64_t steps = 0;       // turns of the member's loop
};

struct MemberReport {
  Clock::time_point start, end;
  Tally tally;
  double cpu_s = 0;  // CPU time between start and end
  std::optional<double>
      preempted_us;             // ready to run between start and end, but not running; none if the kernel is mute
  std::uint64_t voluntary = 0;  // context switches between start and end
  std::uint64_t involuntary = 0;
  Counts events;  // of the member's work
};

class Window;

// A member's view of the running window: work `batch()` times, ask go_on(), repeat.
class Pace {
 public:
  Pace(Window& window, unsigned member);

  std::uint32_t batch() const { return batch_; }

  // False once the window is over. Member 0 watches the clock for all: a separate controller would queue for a CPU
  // behind the members. (With more threads than CPUs end_if_over() helps.)
  bool go_on() noexcept {
    if (leader_ && --until_look_ == 0) look_at_clock();
    // relaxed: the flag carries no data; results are handed over when the members are joined.
    return !stop_->load(std::memory_order_relaxed);
  }

 private:
  friend class Window;
  void begin(Clock::time_point start);
  void look_at_clock() noexcept;

  const std::uint32_t batch_;
  const bool leader_;
  const Clock::duration length_;
  std::atomic<bool>* const stop_;
  // The leader looks at the clock once in `look_every_` calls, adapted so that looks are 8 to 32 us apart: often enough
  // to stop in time, seldom enough not to slow the leader down. (A look is some 30 ns: every microsecond it took 3 % of
  // the leader's time.)
  std::uint32_t look_every_ = 1;
  std::uint32_t until_look_ = 1;
  Clock::time_point last_look_;
  Clock::time_point deadline_;
};

class Window {
 public:
  // `members` threads work for `length`, asking for the end after every `batch` operations. When threads outnumber
  // CPUs, those that wait for the start let others run. `events` are what each member's Meter counts.
  Window(unsigned members, Clock::duration length, std::uint32_t batch, bool oversubscribed,
         const Events& events = hardware_events);

  // Called once by each member; work(pace) returns its Tally. If it throws, the window ends for all.
  template <class Work>
  void take_part(unsigned member, Work&& work) {
    Pace pace(*this, member);
    auto& report = reports_[member];
    Meter meter(events_);
    const auto preempted_before =
        preempted_us();  // not in the window: it takes the kernel a hundred microseconds to say
    report.start = wait_for_start();
    pace.begin(report.start);
    const auto before = usage();
    meter.start();
    try {
      report.tally = work(pace);
    } catch (...) {
      stop_.store(true, std::memory_order_relaxed);  // relaxed: see Pace::go_on()
      throw;
    }
    report.end = Clock::now();
    report.events = meter.stop();
    const auto after = usage();
    const auto preempted_after = preempted_us();
    report.cpu_s = after.cpu_s - before.cpu_s;
    if (preempted_before && preempted_after) report.preempted_us = *preempted_after - *preempted_before;
    report.voluntary = after.voluntary - before.voluntary;
    report.involuntary = after.involuntary - before.involuntary;
  }

  // Ends the window if its time is over, and says whether it has ended. For a caller who sleeps most of the time: member
  // 0 may be many scheduler ticks late with more threads than CPUs, as its next look at the clock may be as many
  // operations away; and it may sleep where members do.
  bool end_if_over() noexcept;

  const std::vector<MemberReport>& reports() const { return reports_; }

 private:
  friend class Pace;

  struct Usage {
    double cpu_s;
    std::uint64_t voluntary, involuntary;
  };
  static Usage usage();
  // How long this thread has been ready but not running so far; none if the kernel does not say.
  static std::optional<double> preempted_us();
  Clock::time_point wait_for_start();

  const unsigned members_;
  const Clock::duration length_;
  const std::uint32_t batch_;
  const bool oversubscribed_;
  const Events events_;
  std::vector<MemberReport> reports_;
  alignas(cache_line) std::atomic<unsigned> arrived_{0};
  alignas(cache_line) std::atomic<Clock::rep> start_{0};  // 0: not decided yet
  alignas(cache_line) std::atomic<bool> stop_{false};
};

// What the reports of one window say together.
struct WindowSummary {
  double seconds = 0;        // last end - first start
  double start_skew_ns = 0;  // last start - first start
  double overlap = 0;        // (first end - last start) / seconds, 0 if negative; preemption in between is not seen
  std::uint64_t operations = 0;
  std::uint64_t failures = 0;
  double cpu_s = 0;
  std::optional<double> preempted_us;  // of all members; none if the kernel does not say
  std::uint64_t voluntary = 0;
  std::uint64_t involuntary = 0;
  double jain = 0;  // Jain's fairness index of the operations, 1/n .. 1; 0 if there were none
  // Each counted member's part of the counted members' operations; empty if that says nothing: a single one, or no
  // operations.
  std::vector<double> shares;
  Counts events;  // of all members; an event that was not counted in each of them is lacking
};

// `first_counted`: members before it do no operations by their role (producers), and do not count as treated
// unfairly.
WindowSummary summarize(const std::vector<MemberReport>& reports, unsigned first_counted);

}  // namespace syncbench
