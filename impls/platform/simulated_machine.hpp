// A machine on paper: which CPU has which line of memory in its cache, and what each access makes of that.
//
// Algorithm:   a directory of lines says whose caches hold each. A read of a line that the CPU lacks gets it from
//              another cache, or from memory if none has it; a write also takes it away from all others. Caches are
//              as large as they need to be and nothing is ever dropped, so of MESI's states it is enough to know the
//              holders: a line that has one is exclusive or modified, with more it is shared, with none invalid.
// Source:      Papamarcos, Patel: "A Low-Overhead Coherence Solution for Multiprocessors with Private Cache
//              Memories", ISCA 1984.
//
// There is no time in it, no store buffer, no prefetcher and no distance: it counts, and its counts are the same on
// every machine.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace syncbench {

// What is counted. An `update` is a read-modify-write, done or failed.
enum class Cost {
  reads,   // of plain memory
  writes,  // the same, and initial values
  loads,
  stores,
  updates,
  failed_updates,
  acquires,  // atomic accesses that acquire, at least
  releases,  // that release, at least
  seq_cst_loads,
  seq_cst_stores,
  seq_cst_updates,
  fences,
  fetches,        // a line comes from memory
  transfers,      // a line comes from another CPU's cache
  upgrades,       // a line that others have too is written, and already here
  invalidations,  // a CPU loses a line that another one writes
  prefetches,     // of a line that is to be written
  pauses,
  yields,
  wakes
};

inline constexpr std::array<std::string_view, 20> cost_names{
    "reads",    "writes",        "loads",          "stores",          "updates", "failed_updates", "acquires",
    "releases", "seq_cst_loads", "seq_cst_stores", "seq_cst_updates", "fences",  "fetches",        "transfers",
    "upgrades", "invalidations", "prefetches",     "pauses",          "yields",  "wakes"};
static_assert(cost_names.size() == static_cast<std::size_t>(Cost::wakes) + 1, "a name each");

class Tally {
 public:
  std::uint64_t& operator[](Cost cost) { return counts_[static_cast<std::size_t>(cost)]; }
  std::uint64_t operator[](Cost cost) const { return counts_[static_cast<std::size_t>(cost)]; }
  const auto& counts() const { return counts_; }
  bool operator==(const Tally&) const = default;

 private:
  std::array<std::uint64_t, cost_names.size()> counts_{};
};

// Whatever cannot be counted ends the process with a line that begins with `subject`.
class SimulatedMachine {
 public:
  static constexpr std::size_t line = 64;
  static constexpr unsigned most_threads = 64;

  // `memory` begins with a line. Each thread has a CPU of its own.
  SimulatedMachine(std::string subject, const std::byte* memory, std::size_t bytes, unsigned threads)
      : subject_(std::move(subject)), memory_(memory), holders_(bytes / line) {
    if (threads == 0 || threads > most_threads) give_up("is no number of threads for the simulated machine");
    if (reinterpret_cast<std::uintptr_t>(memory) % line != 0) give_up("the memory does not begin with a line");
  }

  // From here on `thread` runs.
  void turn(unsigned thread) noexcept {
    thread_ = thread;
    steps_ = 0;
  }
  unsigned thread() const noexcept { return thread_; }

  void load(const void* at, std::size_t bytes, std::memory_order order) {
    note(Cost::loads);
    if (acquires(order)) note(Cost::acquires);
    if (order == std::memory_order_seq_cst) note(Cost::seq_cst_loads);
    read(at, bytes);
  }
  void store(const void* at, std::size_t bytes, std::memory_order order) {
    note(Cost::stores);
    if (releases(order)) note(Cost::releases);
    if (order == std::memory_order_seq_cst) note(Cost::seq_cst_stores);
    write(at, bytes);
  }
  // One that fails takes the line too, as CPUs do that have a compare-exchange.
  void update(const void* at, std::size_t bytes, std::memory_order order, bool done = true) {
    note(Cost::updates);
    if (!done) note(Cost::failed_updates);
    if (acquires(order)) note(Cost::acquires);
    if (releases(order)) note(Cost::releases);
    if (order == std::memory_order_seq_cst) note(Cost::seq_cst_updates);
    write(at, bytes);
  }
  void plain_read(const void* at, std::size_t bytes) {
    note(Cost::reads);
    read(at, bytes);
  }
  void plain_write(const void* at, std::size_t bytes) {
    note(Cost::writes);
    write(at, bytes);
  }
  void prefetch(const void* at) {
    note(Cost::prefetches);
    write(at, 1);
  }

  void note(Cost cost) {
    ++tally[cost];
    if (++steps_ > most_steps) give_up("waits for a thread whose turn it is not");
  }

  [[noreturn]] void give_up(std::string_view why) const {
    std::fprintf(stderr, "%s %.*s\n", subject_.c_str(), static_cast<int>(why.size()), why.data());
    std::abort();
  }

  Tally tally;

 private:
  // Of one turn: far more than any call needs that does not wait.
  static constexpr std::uint64_t most_steps = 100'000;

  static constexpr bool acquires(std::memory_order order) {
    return order != std::memory_order_relaxed && order != std::memory_order_release;
  }
  static constexpr bool releases(std::memory_order order) {
    return order == std::memory_order_release || order == std::memory_order_acq_rel ||
           order == std::memory_order_seq_cst;
  }

  void read(const void* at, std::size_t bytes) {
    each_line(at, bytes, [&](std::uint64_t& holders) {
      if ((holders & mine()) == 0) ++tally[holders == 0 ? Cost::fetches : Cost::transfers];
      holders |= mine();
    });
  }

  void write(const void* at, std::size_t bytes) {
    each_line(at, bytes, [&](std::uint64_t& holders) {
      const auto others = holders & ~mine();
      if (holders == 0) {
        ++tally[Cost::fetches];
      } else if (others != 0) {
        ++tally[holders == others ? Cost::transfers : Cost::upgrades];
      }
      tally[Cost::invalidations] += static_cast<std::uint64_t>(std::popcount(others));
      holders = mine();
    });
  }

  template <class Visit>
  void each_line(const void* at, std::size_t bytes, Visit visit) {
    // As numbers: a difference of pointers means nothing if `at` is elsewhere.
    const auto first = reinterpret_cast<std::uintptr_t>(at) - reinterpret_cast<std::uintptr_t>(memory_);
    const auto size = holders_.size() * line;
    if (first >= size || size - first < bytes) give_up("reaches memory that is not the simulated machine's");
    for (auto i = first / line; i <= (first + bytes - 1) / line; ++i) visit(holders_[i]);
  }

  std::uint64_t mine() const noexcept { return std::uint64_t{1} << thread_; }

  std::string subject_;
  const std::byte* memory_;
  std::vector<std::uint64_t> holders_;  // by line, a bit a CPU
  unsigned thread_ = 0;
  std::uint64_t steps_ = 0;
};

}  // namespace syncbench
