// Counter with one shard a CPU.
//
// Algorithm:   each add() asks on which CPU it runs and adds to that CPU's shard; value() sums the shards. A thread
//              may be moved between the two, or be interrupted by another one on the same CPU: so the addition is
//              atomic, and the CPU's number only makes it likely that nobody else uses the line.
// Consistency: quiescent: the sum is exact only when no add() runs.
// Progress:    declared wait-free: so it is where the CPU adds in one instruction (x86, ARMv8.1 and later); elsewhere
//              the compiler makes it a retry loop, which is lock-free only.
// Cost:        add = the CPU's number (glibc reads it from memory shared with the kernel, 2.35 and later) + 1 atomic
//              read-modify-write; a line a CPU, whatever the number of threads; allocates at construction only.
// Source:      folklore; the Linux kernel's this_cpu operations and percpu_counter.
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdint>
#include <thread>
#include <vector>

#include "impls/cache_line.hpp"
#include "impls/info.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {

template <class Platform = StdPlatform>
class ShardedPerCpuCounter {
  struct alignas(cache_line) Shard {
    typename Platform::template atomic<std::uint64_t> value{0};
  };
  static_assert(sizeof(Shard) == cache_line, "a line a shard");

 public:
  static constexpr Info info{.name = "sharded_per_cpu",
                             .family = Family::sharded,
                             .source = Source::syncbench,
                             .progress = Progress::wait_free,
                             .counter = {Consistency::quiescent}};

  ShardedPerCpuCounter() : shards_(enough()) {}

  void add(std::uint64_t n) noexcept {
    // A number beyond the shards (CPUs may be numbered with gaps, or be more than the process could use at first)
    // meets another CPU's shard: slower, but right.
    auto& shard = shards_[Platform::cpu() & (shards_.size() - 1)];
    // relaxed: additions to one word are totally ordered anyway; the counter publishes no other data.
    shard.value.fetch_add(n, std::memory_order_relaxed);
  }

  std::uint64_t value() const noexcept {
    std::uint64_t sum = 0;
    // relaxed: callers join the adders first; join() is the synchronization.
    for (const auto& shard : shards_) sum += shard.value.load(std::memory_order_relaxed);
    return sum;
  }

 private:
  // A power of two; 1 if the number of CPUs is unknown.
  static unsigned enough() noexcept {
    return std::bit_ceil(std::clamp(std::thread::hardware_concurrency(), 1U, 1024U));
  }

  std::vector<Shard> shards_;
};

}  // namespace syncbench
