#include "benchmarks/harness/window.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <thread>

#include "impls/platform/std.hpp"

namespace syncbench {
namespace {

using std::chrono::duration;
using std::chrono::microseconds;
using Nanoseconds = duration<double, std::nano>;

// From the moment that the last member has arrived: long enough for all to see the start coming.
constexpr auto notice = microseconds(20);

}  // namespace

Pace::Pace(Window& window, unsigned member)
    : batch_(window.batch_), leader_(member == 0), length_(window.length_), stop_(&window.stop_) {}

void Pace::begin(Clock::time_point start) {
  last_look_ = start;
  deadline_ = start + length_;
}

void Pace::look_at_clock() noexcept {
  const auto now = Clock::now();
  // relaxed: see go_on().
  if (now >= deadline_) stop_->store(true, std::memory_order_relaxed);
  const auto apart = now - last_look_;
  if (apart < microseconds(8)) {
    look_every_ = std::min(look_every_ * 2, 1U << 14);
  } else if (apart > microseconds(32)) {
    look_every_ = std::max(look_every_ / 2, 1U);
  }
  last_look_ = now;
  until_look_ = look_every_;
}

Window::Window(unsigned members, Clock::duration length, std::uint32_t batch, bool oversubscribed,
               const Events& events)
    : members_(members),
      length_(length),
      batch_(batch),
      oversubscribed_(oversubscribed),
      events_(events),
      reports_(members) {}

bool Window::end_if_over() noexcept {
  // relaxed, all: see wait_for_start() and Pace::go_on().
  const Clock::rep start = start_.load(std::memory_order_relaxed);
  if (start != 0 && Clock::now() >= Clock::time_point(Clock::duration(start)) + length_) {
    stop_.store(true, std::memory_order_relaxed);
  }
  return stop_.load(std::memory_order_relaxed);
}

Clock::time_point Window::wait_for_start() {
  const auto let_others_run = [this] { oversubscribed_ ? std::this_thread::yield() : StdPlatform::pause(); };
  // relaxed, all of it: only the count and the time itself are passed. What was set up before the window was handed
  // over when the members were sent into this phase.
  if (arrived_.fetch_add(1, std::memory_order_relaxed) + 1 == members_) {
    start_.store((Clock::now() + notice).time_since_epoch().count(), std::memory_order_relaxed);
  }
  Clock::rep start = 0;
  while ((start = start_.load(std::memory_order_relaxed)) == 0) let_others_run();
  const Clock::time_point deadline{Clock::duration(start)};
  auto now = Clock::now();
  for (; now < deadline; now = Clock::now()) let_others_run();
  return now;
}

// The second field of schedstat, in ns.
// Source: Linux Documentation/scheduler/sched-stats.rst.
std::optional<double> Window::preempted_us() {
  const int file = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  char text[64];
  const auto length = read(file, text, sizeof text - 1);
  close(file);
  if (length <= 0) return std::nullopt;
  text[length] = '\0';
  unsigned long long running = 0, waiting = 0;
  if (std::sscanf(text, "%llu %llu", &running, &waiting) != 2) return std::nullopt;
  return static_cast<double>(waiting) / 1000;
}

Window::Usage Window::usage() {
  timespec cpu{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &cpu);
  rusage use{};
  getrusage(RUSAGE_THREAD, &use);
  return {static_cast<double>(cpu.tv_sec) + 1e-9 * static_cast<double>(cpu.tv_nsec),
          static_cast<std::uint64_t>(use.ru_nvcsw), static_cast<std::uint64_t>(use.ru_nivcsw)};
}

WindowSummary summarize(const std::vector<MemberReport>& reports, unsigned first_counted) {
  WindowSummary all;
  auto first_start = reports.front().start, last_start = first_start;
  auto first_end = reports.front().end, last_end = first_end;
  double sum = 0, squares = 0;
  for (unsigned i = 0; i < reports.size(); ++i) {
    const auto& report = reports[i];
    first_start = std::min(first_start, report.start);
    last_start = std::max(last_start, report.start);
    first_end = std::min(first_end, report.end);
    last_end = std::max(last_end, report.end);
    all.operations += report.tally.operations;
    all.failures += report.tally.failures;
    all.cpu_s += report.cpu_s;
    if (report.preempted_us) all.preempted_us = all.preempted_us.value_or(0) + *report.preempted_us;
    all.voluntary += report.voluntary;
    all.involuntary += report.involuntary;
    all.events = i == 0 ? report.events : all.events + report.events;
    if (i >= first_counted) {
      const auto share = static_cast<double>(report.tally.operations);
      sum += share;
      squares += share * share;
    }
  }
  all.seconds = duration<double>(last_end - first_start).count();
  all.start_skew_ns = Nanoseconds(last_start - first_start).count();
  all.overlap = std::max(0.0, duration<double>(first_end - last_start).count() / all.seconds);
  const auto counted = static_cast<double>(reports.size() - first_counted);
  if (squares > 0) all.jain = sum * sum / (counted * squares);
  if (counted >= 2 && sum > 0) {
    for (unsigned i = first_counted; i < reports.size(); ++i) {
      all.shares.push_back(static_cast<double>(reports[i].tally.operations) / sum);
    }
  }
  return all;
}

}  // namespace syncbench
