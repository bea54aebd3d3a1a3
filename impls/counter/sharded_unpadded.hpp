// Counter with one shard a thread, all next to each other: right but slow, to show what false sharing costs.
//
// Algorithm:   that of sharded, to the instruction; but eight shards share a line of 64 bytes, so each addition takes
//              the line away from threads that write other shards of it.
// Consistency: quiescent: the sum is exact only when no add() runs.
// Progress:    wait-free.
// Cost:        add = 1 load + 1 store, on a line that others write too; 8 bytes a thread; allocates at construction
//              only.
// Source:      folklore; McKenney, "Is Parallel Programming Hard", section "Per-Thread-Variable-Based Counters";
//              Torrellas, Lam, Hennessy: "False Sharing and Spatial Locality in Multiprocessor Caches", IEEE Trans.
//              Computers 43(6), 1994.
#pragma once

#include "impls/counter/sharded.hpp"
#include "impls/info.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {

template <class Platform = StdPlatform>
class ShardedUnpaddedCounter : public ShardedCounter<Platform, Spacing::packed> {
 public:
  static constexpr Info info{.name = "sharded_unpadded",
                             .family = Family::sharded,
                             .source = Source::syncbench,
                             .progress = Progress::wait_free,
                             .counter = {Consistency::quiescent}};

  using ShardedCounter<Platform, Spacing::packed>::ShardedCounter;
};

}  // namespace syncbench
