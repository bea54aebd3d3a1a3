// Counter with one shard a thread.
//
// Algorithm:   each thread alone writes its shard, with a plain load and store; value() sums the shards.
// Consistency: quiescent: the sum is exact only when no add() runs.
// Progress:    wait-free.
// Cost:        add = 1 load + 1 store on the thread's own line; one line a thread; allocates at construction only.
// Source:      folklore; McKenney, "Is Parallel Programming Hard", section "Per-Thread-Variable-Based Counters".
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "impls/cache_line.hpp"
#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {

// How far apart the shards lie: on a line each, or as close as they fit.
enum class Spacing { lines, packed };

template <class Platform = StdPlatform, Spacing spacing = Spacing::lines>
class ShardedCounter {
  using Word = typename Platform::template atomic<std::uint64_t>;
  struct alignas(spacing == Spacing::lines ? cache_line : alignof(Word)) Shard {
    Word value{0};
  };
  static_assert(sizeof(Shard) == (spacing == Spacing::lines ? cache_line : sizeof(Word)),
                "as far apart as asked for");

 public:
  static constexpr Info info{.name = "sharded",
                             .family = Family::sharded,
                             .source = Source::syncbench,
                             .progress = Progress::wait_free,
                             .counter = {Consistency::quiescent}};

  struct Local {
    Local(ShardedCounter& counter, unsigned thread) : shard(counter.shards_[thread]) {}
    Shard& shard;
  };

  explicit ShardedCounter(const Limits& limits) : shards_(limits.threads) {}

  void add(std::uint64_t n, Local& local) noexcept {
    // relaxed, and no read-modify-write: the owner is the shard's only writer.
    auto& shard = local.shard.value;
    shard.store(shard.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
  }

  std::uint64_t value() const noexcept {
    std::uint64_t sum = 0;
    // relaxed: callers join the adders first; join() is the synchronization.
    for (const auto& shard : shards_) sum += shard.value.load(std::memory_order_relaxed);
    return sum;
  }

 private:
  std::vector<Shard> shards_;
};

}  // namespace syncbench
