// The counters that stand in everybody's first benchmark, as Google Benchmark's own threaded mode measures them: for
// scripts/compare_google.py, which shows how far its figures are from ours, and why ours are not taken this way.
#include <benchmark/benchmark.h>

#include <atomic>
#include <cstdint>
#include <mutex>

namespace {

// On lines of its own, as the suite's counters are.
template <class Mutex>
struct alignas(64) Locked {
  Mutex mutex;
  std::uint64_t sum = 0;
};

template <class Mutex>
void locked(benchmark::State& state) {
  static Locked<Mutex> counter;
  for ([[maybe_unused]] auto _ : state) {
    const std::lock_guard guard(counter.mutex);
    ++counter.sum;
  }
}

void fetch_add(benchmark::State& state) {
  alignas(64) static std::atomic<std::uint64_t> counter{0};
  // relaxed: the addition alone counts, as in impls/counter/fetch_add.hpp.
  for ([[maybe_unused]] auto _ : state) counter.fetch_add(1, std::memory_order_relaxed);
}

// With its defaults, but for the real time: the CPU time of threads that wait for one another says little.
BENCHMARK(locked<std::mutex>)->Name("mutex")->UseRealTime()->Threads(1)->Threads(2)->Threads(4);
BENCHMARK(locked<std::recursive_mutex>)->Name("recursive_mutex")->UseRealTime()->Threads(1)->Threads(2)->Threads(4);
BENCHMARK(fetch_add)->Name("fetch_add")->UseRealTime()->Threads(1)->Threads(2)->Threads(4);

}  // namespace

BENCHMARK_MAIN();
