// Counter by flat combining: whoever has the lock also does the others' additions.
//
// Algorithm:   each thread has a publication record, in which it leaves what it wants added. Then it waits for the
//              answer, or takes the lock if that is free; as combiner it serves every record that asks. The records
//              are an array, one a thread, for the paper's list, which grows and is cleaned up.
// Consistency: linearizable, at the moment when the combiner adds.
// Progress:    blocking: everybody waits for the combiner; no fairness of the lock is needed, since a combiner serves
//              all who asked before it began.
// Cost:        uncontended add = 1 exchange + 4 stores, and a look at the record of each thread; no allocation after
//              construction. A combiner moves the lines of those that it serves, but never that of the sum or the
//              lock.
// Source:      Hendler, Incze, Shavit, Tzafrir: "Flat Combining and the Synchronization-Parallelism Tradeoff", SPAA
//              2010.
//
// Who owns `number` of a record: its thread, until (1) hands it to the holder of the lock; the holder, until (2)
// gives it back. Only a holder of the lock makes asks 0, and only for a record that it has seen to ask.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "impls/cache_line.hpp"
#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {

// A thread that waits gives its CPU away after `pauses`: the combiner may need it. A combiner that served several
// records looks again, `passes` times at most, so that it does not work for others for ever.
template <class Platform = StdPlatform, unsigned pauses = 64, unsigned passes = 4>
class FlatCombiningCounter {
  static_assert(passes > 0, "a combiner serves itself in the first pass");

  struct alignas(cache_line) Record {
    typename Platform::template atomic<int> asks{0};
    typename Platform::template plain<std::uint64_t> number{std::uint64_t{0}};  // what to add, then the answer
  };
  static_assert(sizeof(Record) == cache_line, "a line a record");

 public:
  static constexpr Info info{.name = "flat_combining",
                             .family = Family::combining,
                             .source = Source::syncbench,
                             .progress = Progress::blocking,
                             .counter = {Consistency::linearizable}};

  struct Local {
    Local(FlatCombiningCounter& counter, unsigned thread) : record(counter.records_[thread]) {}
    Record& record;
  };

  explicit FlatCombiningCounter(const Limits& limits) : records_(limits.threads) {}

  std::uint64_t fetch_add(std::uint64_t n, Local& local) {
    auto& mine = local.record;
    mine.number.set(n);
    mine.asks.store(1, std::memory_order_release);  // (1)
    // acquire: pairs with (2).
    for (unsigned turns = 0; mine.asks.load(std::memory_order_acquire) != 0; turns += turns < pauses) {
      if (try_lock()) {
        // Behind it our record is served: by an earlier holder, whose (2) is visible by (3), or by ourselves.
        combine();
        unlock();
      } else {
        turns < pauses ? Platform::pause() : Platform::yield();
      }
    }
    return mine.number.get();
  }

  void add(std::uint64_t n, Local& local) { fetch_add(n, local); }

  // relaxed: callers join the adders first; join() is the synchronization.
  std::uint64_t value() const { return sum_.load(std::memory_order_relaxed); }

 private:
  bool try_lock() {
    // relaxed: a look that keeps the line shared while the lock is taken. acquire: pairs with (3), for the sum and
    // for what the last holder did to the records.
    return locked_.load(std::memory_order_relaxed) == 0 && locked_.exchange(1, std::memory_order_acquire) == 0;
  }

  void unlock() { locked_.store(0, std::memory_order_release); }  // (3)

  void combine() {
    for (unsigned pass = 0; pass < passes && serve_all() > 1; ++pass) {
    }
  }

  // How many records asked.
  unsigned serve_all() {
    // relaxed: only the holder of the lock writes it, and (3) passes it on; atomic because value() may look any time.
    auto sum = sum_.load(std::memory_order_relaxed);
    unsigned served = 0;
    for (auto& record : records_) {
      // acquire: pairs with (1).
      if (record.asks.load(std::memory_order_acquire) == 0) continue;
      const auto n = record.number.get();
      record.number.set(sum);
      sum += n;
      ++served;
      // relaxed: as above. Before the answer is given: whoever has it may look at the sum.
      sum_.store(sum, std::memory_order_relaxed);
      record.asks.store(0, std::memory_order_release);  // (2)
    }
    return served;
  }

  alignas(cache_line) typename Platform::template atomic<int> locked_{0};
  alignas(cache_line) typename Platform::template atomic<std::uint64_t> sum_{0};
  alignas(cache_line) std::vector<Record> records_;
};

static_assert(sizeof(FlatCombiningCounter<>) == 3 * cache_line, "waiters at the lock do not disturb the combiner");

template <class Platform, unsigned pauses, unsigned passes>
struct SmallestOf<FlatCombiningCounter<Platform, pauses, passes>> {
  using type = FlatCombiningCounter<Platform, 1, 2>;
};

}  // namespace syncbench
