// What the checkers cost: time for each operation of a history, by its length.
//
// The histories are what right objects might have shown: operations take effect one after the other, and the calls
// reach to both sides, so that each overlaps a few others.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <random>
#include <vector>

#include "impls/history/counter_history.hpp"
#include "impls/history/fifo.hpp"
#include "impls/history/intervals.hpp"

namespace syncbench {
namespace {

constexpr Stamp apart = 100;        // from one operation to the next
constexpr Stamp reach = 3 * apart;  // of a call, to either side
constexpr std::uint32_t threads = 8;
constexpr std::size_t capacity = 64;

class Simulation {
 public:
  std::uint64_t below(std::uint64_t n) { return random_() % n; }

  template <class Operation>
  void add(std::vector<Operation>& history, Operation operation) {
    const auto moment = apart * (10 + history.size());
    operation.thread = static_cast<std::uint32_t>(below(threads));
    operation.start = moment - below(reach);
    operation.finish = moment + below(reach);
    history.push_back(operation);
  }

 private:
  std::mt19937_64 random_{1};
};

// As the recorder leaves it: one thread after the other.
template <class Operation>
std::vector<Operation> by_thread(std::vector<Operation> history) {
  std::sort(history.begin(), history.end(),
            [](auto& a, auto& b) { return a.thread != b.thread ? a.thread < b.thread : a.start < b.start; });
  return history;
}

QueueHistory queue_history(std::size_t size) {
  Simulation simulation;
  QueueHistory history;
  std::deque<std::uint64_t> inside;
  for (std::uint64_t value = 1; history.size() < size; ++value) {
    // Lean one way for a while, so that both ends are reached.
    if (simulation.below(100) < (value / 1000 % 2 == 0 ? 60 : 40)) {
      const bool full = inside.size() == capacity;
      simulation.add(history, {full ? QueueCall::full : QueueCall::push, 0, value, 0, 0});
      if (!full) inside.push_back(value);
    } else if (inside.empty()) {
      simulation.add(history, {QueueCall::empty, 0, 0, 0, 0});
    } else {
      simulation.add(history, {QueueCall::pop, 0, inside.front(), 0, 0});
      inside.pop_front();
    }
  }
  return by_thread(history);
}

CounterHistory counter_history(std::size_t size) {
  Simulation simulation;
  CounterHistory history;
  for (std::uint64_t sum = 0; history.size() < size;) {
    const bool reads = simulation.below(4) == 0;
    simulation.add(history, {reads ? CounterCall::read : CounterCall::fetch_add, 0, sum, 0, 0});
    sum += !reads;
  }
  return by_thread(history);
}

std::vector<Held> lock_history(std::size_t size) {
  Simulation simulation;
  std::vector<Held> history;
  while (history.size() < size) simulation.add(history, Held{0, 0, 0});
  return by_thread(history);
}

template <class History, class Checker>
void time(benchmark::State& state, const History& history, const Checker& checker) {
  for (auto _ : state) {
    auto verdict = checker(history);
    benchmark::DoNotOptimize(verdict);
  }
  const auto size = static_cast<double>(history.size());
  state.SetComplexityN(static_cast<benchmark::IterationCount>(history.size()));
  state.counters["per_operation"] =
      benchmark::Counter(size, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

std::size_t size_of(const benchmark::State& state) { return static_cast<std::size_t>(state.range(0)); }

void queue(benchmark::State& state) {
  time(state, queue_history(size_of(state)),
       [](const auto& history) { return judge(history, capacity, Drain::incomplete); });
}

void queue_order(benchmark::State& state) {
  time(state, passages_of(queue_history(size_of(state))).all,
       [](const auto& passages) { return judge_order(passages, 0); });
}

void queue_refusals(benchmark::State& state) {
  const auto history = queue_history(size_of(state));
  const auto passages = passages_of(history).all;
  time(state, history, [&](const auto& operations) {
    return judge_empty(operations, passages, 0).breaches + judge_full(operations, passages, capacity, 0).breaches;
  });
}

void counter_answers(benchmark::State& state) { time(state, counter_history(size_of(state)), judge_answers); }

void counter_bounds(benchmark::State& state) { time(state, counter_history(size_of(state)), judge_bounds); }

void lock_overlap(benchmark::State& state) {
  time(state, lock_history(size_of(state)), [](const auto& history) { return greatest_overlap(history); });
}

void sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->RangeMultiplier(10)->Range(10'000, 1'000'000)->Complexity(benchmark::oNLogN);
  benchmark->Unit(benchmark::kMillisecond);
}

BENCHMARK(queue)->Apply(sizes);
BENCHMARK(queue_order)->Apply(sizes);
BENCHMARK(queue_refusals)->Apply(sizes);
BENCHMARK(counter_answers)->Apply(sizes);
BENCHMARK(counter_bounds)->Apply(sizes);
BENCHMARK(lock_overlap)->Apply(sizes);

}  // namespace
}  // namespace syncbench

BENCHMARK_MAIN();
