// floor/kernel/<what>/threads:T/place:cores: what the kernel charges a strategy that asks it for anything.
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "benchmarks/floor_rows.hpp"
#include "benchmarks/suite.hpp"
#include "impls/cache_line.hpp"

namespace syncbench {
namespace {

// Source: futex(2). The kernel's own words, without what a library's wait would do before it asks the kernel.
struct alignas(cache_line) FutexWord {
  std::atomic<std::uint32_t> value{0};

  // Sleeps while the value is `seen`. May come back for no reason.
  void sleep(std::uint32_t seen) noexcept {
    syscall(SYS_futex, &value, FUTEX_WAIT_PRIVATE, seen, nullptr, nullptr, 0);
  }
  // How many were woken: 0 or 1.
  long wake() noexcept { return syscall(SYS_futex, &value, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0); }
};
static_assert(sizeof(std::atomic<std::uint32_t>) == sizeof(std::uint32_t), "the kernel reads it as a plain word");

// Any call that the kernel must be asked for and that has next to nothing to do there: the parent's number changes at
// any time, so no library may remember it (glibc once did that with getpid) and the vDSO does not have it.
Row system_call(Team& team) {
  constexpr unsigned calls_a_run = 64;
  return time_loop(
      team, [] { syscall(SYS_getppid); }, calls_a_run);
}

constexpr std::uint32_t over = ~0U;

// Waits until it is `turn`; false if the game is over.
bool await_turn(FutexWord& word, std::uint32_t turn) noexcept {
  for (;;) {
    // relaxed: the turn itself is all that is passed.
    const auto seen = word.value.load(std::memory_order_relaxed);
    if (seen == turn) return true;
    if (seen == over) return false;
    word.sleep(seen);
  }
}

void give_turn(FutexWord& word, std::uint32_t turn) noexcept {
  word.value.store(turn, std::memory_order_relaxed);  // relaxed: see await_turn()
  word.wake();
}

// One switch between two threads of one CPU that wait for each other: half of the way there and back, with the two calls
// that bring a switch about (waking the other, going to sleep). The median of short runs: what interrupts cost is not
// part of it.
double context_switch_ns(const Topology& machine, const std::string& name) {
  auto one_cpu = machine;
  one_cpu.cores = one_cpu.compact = {machine.cores.front()};
  Team team(one_cpu, Place::cores, 2, name);
  constexpr unsigned trips_per_run = 8;
  FutexWord word;
  std::vector<double> runs;
  team.run(2, "switches", [&](unsigned member) {
    if (member == 1) {
      while (await_turn(word, 1)) give_turn(word, 0);
      return;
    }
    const auto trip = [&word] {
      give_turn(word, 1);
      await_turn(word, 0);
    };
    trip();  // the other may still be waking up
    const auto until = Clock::now() + floor_length;
    for (auto start = Clock::now(); start < until;) {
      for (unsigned i = 0; i < trips_per_run; ++i) trip();
      const auto end = Clock::now();
      runs.push_back(ns_between(start, end) / (2 * trips_per_run));
      start = end;
    }
    give_turn(word, over);
  });
  return median(runs);
}

Row context_switch(const Topology& machine, Team& team, const std::string& name) {
  const auto floor_before = probe_floor(team);
  const auto ns = context_switch_ns(machine, name);
  return row_of_ns(ns, team, floor_before, probe_floor(team));
}

// What waking a sleeper costs the one who wakes (the median of the calls), and how long after the beginning of that call
// the sleeper runs. A call that found nobody asleep does not count.
class Wakings {
 public:
  // For member 0.
  void wake_until_over() {
    const auto until = Clock::now() + 2 * floor_length;
    std::uint32_t round = 0;
    while (Clock::now() < until) {
      await_sleeper(round);
      // relaxed, all of it: a new value is what the sleeper waits for; the times are read by the other when the round
      // is over, and rounds are over with release and acquire.
      word_.value.store(++round, std::memory_order_relaxed);
      const auto start = Clock::now();
      const auto woken = word_.wake();
      const auto end = Clock::now();
      while (ran_round_.load(std::memory_order_acquire) != round) std::this_thread::yield();  // (1)
      if (woken != 1) continue;
      calls_.push_back(ns_between(start, end));
      until_running_.push_back(ns_between(start, ran_));
    }
    word_.value.store(over, std::memory_order_relaxed);
    word_.wake();
  }

  // For member 1.
  void sleep_until_over() {
    for (std::uint32_t round = 0;; ++round) {
      sleeps_round_.store(round, std::memory_order_relaxed);
      auto seen = round;
      while ((seen = word_.value.load(std::memory_order_relaxed)) == round) word_.sleep(round);
      if (seen == over) return;
      ran_ = Clock::now();
      ran_round_.store(round + 1, std::memory_order_release);  // (1) release: hands `ran_` over
    }
  }

  bool any() const { return !calls_.empty(); }
  double call_ns() const { return median(calls_); }
  double until_running_ns() const { return median(until_running_); }

 private:
  // It says that it goes to sleep just before it does. Then it gets this long to be asleep, and its CPU to be idle.
  void await_sleeper(std::uint32_t round) const {
    constexpr auto to_fall_asleep = std::chrono::microseconds(30);
    while (sleeps_round_.load(std::memory_order_relaxed) != round) std::this_thread::yield();
    for (const auto until = Clock::now() + to_fall_asleep; Clock::now() < until;) std::this_thread::yield();
  }

  FutexWord word_;
  alignas(cache_line) std::atomic<std::uint32_t> sleeps_round_{over};
  std::atomic<std::uint32_t> ran_round_{0};
  Clock::time_point ran_;  // when the sleeper ran again in `ran_round_`
  alignas(cache_line) std::vector<double> calls_, until_running_;
};

Row futex_wake(Team& team) {
  const auto floor_before = probe_floor(team);
  Wakings wakings;
  team.run(2, "wakings",
           [&](unsigned member) { member == 0 ? wakings.wake_until_over() : wakings.sleep_until_over(); });
  if (!wakings.any()) {
    Row row;
    row.error = "the sleeper was never asleep: another program keeps a CPU busy";
    return row;
  }
  auto row = row_of_ns(wakings.call_ns(), team, floor_before, probe_floor(team));
  // On one CPU the sleeper runs when the other gives the CPU away.
  if (team.cpus() > 1) row.counters.emplace_back("wake_to_run_ns", wakings.until_running_ns());
  return row;
}

}  // namespace

void register_kernel_floors(const Axes& axes) {
  const auto add = [&](const std::string& what, unsigned threads, auto measure) {
    const auto name = "floor/kernel/" + what + "/threads:" + std::to_string(threads) + "/place:cores";
    register_benchmark(axes, name, "floor", threads, Place::cores,
                       [=, machine = axes.topology](Team& team) { return measure(machine, team, name); });
  };
  add("system_call", 1, [](const Topology&, Team& team, const std::string&) { return system_call(team); });
  add("context_switch", 2, context_switch);
  add("futex_wake", 2, [](const Topology&, Team& team, const std::string&) { return futex_wake(team); });
}

}  // namespace syncbench
