// floor/<group>/<what>/threads:T/place:P: what no strategy can be faster than, and what the harness itself costs.
#include <array>
#include <atomic>
#include <numeric>
#include <string>
#include <vector>

#include "benchmarks/counter_workload.hpp"
#include "benchmarks/floor_rows.hpp"
#include "benchmarks/harness/ledger.hpp"
#include "benchmarks/suite.hpp"

namespace syncbench {
namespace {

Row empty_loop(Team& team) {
  return time_loop(team, [] { asm volatile(""); });  // keeps the loop
}

struct alignas(cache_line) OwnLine {
  std::atomic<std::uint64_t> word{0};
};

// relaxed in both: nobody else reads the word.
Row private_store(Team& team) {
  OwnLine own;
  return time_loop(team, [&own] { own.word.store(1, std::memory_order_relaxed); });
}

Row private_fetch_add(Team& team) {
  OwnLine own;
  return time_loop(team, [&own] { own.word.fetch_add(1, std::memory_order_relaxed); });
}

// What a queue's verification costs a consumer for each task.
Row queue_check(Team& team) {
  Ledger ledger(1);
  std::uint64_t number = 0;
  return time_loop(team, [&] {
    Task task(0, number++);
    asm volatile("" : "+r"(task));  // as unknown as if it came out of a queue
    ledger.record(task);
  });
}

// All members add to one word, in a loop written by hand: what no counter of one word can be faster than. An operation
// is one addition; the word must have seen each of them.
class SharedFetchAdd {
 public:
  explicit SharedFetchAdd(unsigned members) : added_(members) {}
  void enter(unsigned) {}

  Tally work(unsigned member, Pace& pace) {
    auto& word = shared_.word;
    const auto batch = pace.batch();
    std::uint64_t done = 0;
    do {
      // relaxed: the sum is all that is kept; it is read when the members are parked again.
      for (std::uint32_t i = 0; i < batch; ++i) word.fetch_add(1, std::memory_order_relaxed);
      done += batch;
    } while (pace.go_on());
    added_[member] += done;
    return {.operations = done, .steps = done};
  }

  void settle(unsigned) {}

  std::string verdict() const {
    const auto expected = std::accumulate(added_.begin(), added_.end(), std::uint64_t{0});
    // relaxed: see work().
    return shared_.word.load(std::memory_order_relaxed) == expected ? "" : "wrong result: additions were lost";
  }

  void leave(unsigned) {}
  unsigned first_counted() const { return 0; }

 private:
  OwnLine shared_;
  std::vector<std::uint64_t> added_;  // by member, warm-up included
};

Row shared_fetch_add(Team& team) { return measure_trial<SharedFetchAdd>(team, team.size()); }

// A line to another CPU and back.
Row round_trip(Team& team) {
  // On a busy machine some probes fail: the two threads were not on their CPUs at the same time.
  constexpr std::size_t wanted = 9, enough = 3, most_attempts = 50;
  std::vector<double> trips;
  for (std::size_t attempt = 0; attempt < most_attempts && trips.size() < wanted; ++attempt) {
    if (const auto trip = probe_floor(team)) trips.push_back(*trip);
  }
  if (trips.size() < enough) {
    Row row;
    row.error = "the two threads hardly ever met: another program keeps a CPU busy";
    return row;
  }
  return row_of_ns(median(trips), team, trips.front(), trips.back());
}

// The counter's hot loop as the harness runs it, against the same operation in a loop written by hand. The two take
// turns, and the difference is paired.
Row counter_loop(Team& team) {
  using Cheap = ShardedCounter<>;  // the cheapest operation shows an overhead best
  constexpr unsigned pairs = 9;
  constexpr auto turn = std::chrono::milliseconds(3);
  constexpr std::uint32_t batch = 512;  // about a microsecond of it
  std::array<double, pairs> harness_ns{}, overhead_ns{};
  CounterWorkload<Cheap> workload(1, 0);
  Cheap counter({.threads = 1});
  const auto floor_before = probe_floor(team);
  team.run(1, "enter", [&](unsigned member) { workload.enter(member); });
  for (unsigned pair = 0; pair < pairs; ++pair) {
    Window window(1, turn, batch, false);
    team.run(1, "harness", [&](unsigned member) {
      window.take_part(member, [&](Pace& pace) { return workload.work(member, pace); });
    });
    const auto summary = summarize(window.reports(), 0);
    const auto operations = summary.operations;
    harness_ns[pair] = summary.seconds * 1e9 / static_cast<double>(operations);
    double by_hand_ns = 0;
    team.run(1, "by hand", [&by_hand_ns, &counter, operations](unsigned) {
      Cheap::Local local(counter, 0);
      const auto count = operations;  // in a register
      const auto start = Clock::now();
      for (std::uint64_t i = 0; i < count; ++i) counter.add(1, local);
      by_hand_ns = ns_between(start, Clock::now()) / static_cast<double>(count);
    });
    overhead_ns[pair] = harness_ns[pair] - by_hand_ns;
  }
  team.run(1, "settle", [&](unsigned member) { workload.settle(member); });
  auto row = row_of_ns(median(harness_ns), team, floor_before, probe_floor(team));
  row.error = workload.verdict();
  team.run(1, "leave", [&](unsigned member) { workload.leave(member); });
  row.counters.emplace_back("overhead_ns", median(overhead_ns));
  return row;
}

}  // namespace

void register_floors(const Axes& axes) {
  const auto add = [&](const std::string& what, unsigned threads, Row (*measure)(Team&)) {
    const auto name = "floor/" + what + "/threads:" + std::to_string(threads) + "/place:cores";
    register_benchmark(axes, name, "floor", threads, Place::cores, measure);
  };
  add("private/empty_loop", 1, empty_loop);
  add("private/store", 1, private_store);
  add("private/fetch_add", 1, private_fetch_add);
  add("harness/counter_loop", 1, counter_loop);
  add("harness/queue_check", 1, queue_check);
  const auto cpus = axes.topology.usable();
  if (cpus > 1) add("shared/round_trip", 2, round_trip);
  for (const auto threads : axes.counter_threads) {
    if (threads >= 2 && threads <= cpus) add("shared/fetch_add", threads, shared_fetch_add);
  }
}

}  // namespace syncbench
