// The counted costs: right by hand, the same in each run, sensitive to what costs and to nothing else.
#include "impls/tests/costs/costs.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "impls/counter/cas_loop.hpp"
#include "impls/counter/fetch_add.hpp"
#include "impls/counter/sharded.hpp"
#include "impls/lock/semaphore_mutex.hpp"
#include "impls/lock/tas.hpp"
#include "impls/lock/ticket.hpp"
#include "impls/queue/michael_scott.hpp"
#include "impls/queue/vyukov_ring.hpp"
#include "impls/tests/costs/unpadded.hpp"
#include "impls/tests/mutants/mutated.hpp"

namespace syncbench {
namespace {

using Task = std::uint64_t;

template <class C>
Counted counter_costs(unsigned threads) {
  return count_costs(erased<AnyCounter, C>(), "counter", threads);
}
template <class L>
Counted lock_costs(unsigned threads) {
  return count_costs(erased<AnyLock, L>(), "lock", threads);
}
template <class Q>
Counted queue_costs(unsigned threads) {
  return count_costs(erased<AnyQueue, Q>(), "queue", threads);
}

// The costs named, all others being 0.
Tally tally(std::vector<std::pair<Cost, std::uint64_t>> costs) {
  Tally all;
  for (const auto& [cost, count] : costs) all[cost] = count;
  return all;
}

constexpr std::uint64_t all = counted_operations;

TEST(Machine, moves_a_line_by_the_rules_of_mesi) {
  alignas(64) static std::byte memory[256];
  SimulatedMachine machine("machine", memory, sizeof memory, 3);
  const auto after = [&](unsigned thread, auto access) {
    machine.tally = {};
    machine.turn(thread);
    access();
    return machine.tally;
  };
  const auto read = [&] { machine.plain_read(memory + 8, 8); };
  const auto write = [&] { machine.plain_write(memory + 16, 8); };
  using enum Cost;
  EXPECT_EQ(after(0, read), tally({{reads, 1}, {fetches, 1}}));
  EXPECT_EQ(after(0, write), tally({{writes, 1}}));  // it was exclusive
  EXPECT_EQ(after(1, read), tally({{reads, 1}, {transfers, 1}}));
  EXPECT_EQ(after(2, read), tally({{reads, 1}, {transfers, 1}}));
  EXPECT_EQ(after(1, read), tally({{reads, 1}}));
  EXPECT_EQ(after(1, write), tally({{writes, 1}, {upgrades, 1}, {invalidations, 2}}));
  EXPECT_EQ(after(0, write), tally({{writes, 1}, {transfers, 1}, {invalidations, 1}}));
  EXPECT_EQ(after(0, [&] { machine.plain_read(memory + 60, 8); }), tally({{reads, 1}, {fetches, 1}}));  // two lines
}

TEST(Machine, tells_orders_apart) {
  alignas(64) static std::byte memory[64];
  SimulatedMachine machine("machine", memory, sizeof memory, 1);
  machine.plain_read(memory, 8);
  using enum Cost;
  const auto loaded = [&](std::memory_order order) {
    machine.tally = {};
    machine.load(memory, 8, order);
    return machine.tally;
  };
  const auto stored = [&](std::memory_order order) {
    machine.tally = {};
    machine.store(memory, 8, order);
    return machine.tally;
  };
  const auto updated = [&](std::memory_order order) {
    machine.tally = {};
    machine.update(memory, 8, order);
    return machine.tally;
  };
  EXPECT_EQ(loaded(std::memory_order_relaxed), tally({{loads, 1}}));
  EXPECT_EQ(loaded(std::memory_order_acquire), tally({{loads, 1}, {acquires, 1}}));
  EXPECT_EQ(loaded(std::memory_order_seq_cst), tally({{loads, 1}, {acquires, 1}, {seq_cst_loads, 1}}));
  EXPECT_EQ(stored(std::memory_order_relaxed), tally({{stores, 1}}));
  EXPECT_EQ(stored(std::memory_order_release), tally({{stores, 1}, {releases, 1}}));
  EXPECT_EQ(stored(std::memory_order_seq_cst), tally({{stores, 1}, {releases, 1}, {seq_cst_stores, 1}}));
  EXPECT_EQ(updated(std::memory_order_acquire), tally({{updates, 1}, {acquires, 1}}));
  EXPECT_EQ(updated(std::memory_order_acq_rel), tally({{updates, 1}, {acquires, 1}, {releases, 1}}));
  EXPECT_EQ(updated(std::memory_order_seq_cst),
            tally({{updates, 1}, {acquires, 1}, {releases, 1}, {seq_cst_updates, 1}}));
}

TEST(Costs, of_a_shared_word_are_a_transfer_an_addition_and_of_a_line_each_none) {
  using enum Cost;
  EXPECT_EQ(counter_costs<FetchAddCounter<CountingPlatform>>(1).tally, tally({{updates, all}}));
  EXPECT_EQ(counter_costs<FetchAddCounter<CountingPlatform>>(4).tally,
            tally({{updates, all}, {transfers, all}, {invalidations, all}}));
  EXPECT_EQ(counter_costs<ShardedCounter<CountingPlatform>>(4).tally, tally({{loads, all}, {stores, all}}));
}

TEST(Costs, are_the_same_in_each_run_wherever_memory_lies) {
  using Queue = MichaelScottQueue<Task, CountingPlatform>;
  const auto once = queue_costs<Queue>(4);
  const auto elsewhere = std::make_unique<char[]>(100'000);
  EXPECT_EQ(queue_costs<Queue>(4), once);
  EXPECT_EQ(once.allocations, all);
  EXPECT_GT(once.tally[Cost::transfers], 0U);
}

TEST(Costs, show_that_padding_is_lost) {
  const auto padded = counter_costs<ShardedCounter<CountingPlatform>>(4).tally;
  const auto packed = counter_costs<ShardedCounter<CountingPlatform, Spacing::packed>>(4).tally;
  EXPECT_EQ(padded[Cost::transfers], 0U);
  EXPECT_EQ(packed[Cost::transfers], all);

  const auto ring = queue_costs<VyukovRingQueue<Task, CountingPlatform>>(2).tally;
  const auto unpadded = count_costs(unpadded_vyukov_ring(), "queue", 2).tally;
  EXPECT_EQ(unpadded[Cost::loads], ring[Cost::loads]);
  EXPECT_EQ(unpadded[Cost::transfers], ring[Cost::transfers] + 2 * all);  // for head and tail
}

// Each addition looks at the word by a read-modify-write before.
struct LooksByUpdate : CountingPlatform {
  template <class T>
  struct atomic : CountingPlatform::atomic<T> {
    using Word = CountingPlatform::atomic<T>;
    using Word::Word;
    T fetch_add(T value, std::memory_order order) {
      Word::fetch_add(0, order);
      return Word::fetch_add(value, order);
    }
  };
};

TEST(Costs, show_an_extra_read_modify_write) {
  EXPECT_EQ(counter_costs<FetchAddCounter<LooksByUpdate>>(1).tally, tally({{Cost::updates, 2 * all}}));
}

// Words of the Mutated platform are larger, so one is compared with another.
template <Mutation mutation>
using MutatedRing = VyukovRingQueue<Task, Mutated<CountingPlatform, mutation>>;

TEST(Costs, show_sequential_consistency_where_release_was_enough) {
  constexpr Mutation none{.in = "nowhere", .access = Access::store};
  constexpr Mutation push{.in = "try_push",
                          .access = Access::store,
                          .order = std::memory_order_release,
                          .change = Change::order,
                          .to = std::memory_order_seq_cst};
  auto expected = queue_costs<MutatedRing<none>>(1).tally;
  EXPECT_EQ(expected[Cost::seq_cst_stores], 0U);
  expected[Cost::seq_cst_stores] = all;
  EXPECT_EQ(queue_costs<MutatedRing<push>>(1).tally, expected);
}

TEST(Costs, show_a_read_modify_write_that_became_a_load_and_a_store) {
  constexpr Mutation torn{
      .in = "fetch_add", .access = Access::fetch_add, .order = std::memory_order_relaxed, .change = Change::tear};
  const auto counted = counter_costs<FetchAddCounter<Mutated<CountingPlatform, torn>>>(1).tally;
  EXPECT_EQ(counted[Cost::updates], 0U);
  EXPECT_EQ(counted[Cost::stores], all);
}

// Each node is made twice.
struct MakesTwice : CountingPlatform {
  template <class Node, class... Args>
  static Node* make(Args&&... args) {
    auto* const first = CountingPlatform::make<Node>(args...);
    auto* const node = CountingPlatform::make<Node>(std::forward<Args>(args)...);
    dispose(first);
    return node;
  }
};

TEST(Costs, show_an_extra_allocation) {
  const auto shipped = queue_costs<MichaelScottQueue<Task, CountingPlatform>>(1);
  const auto costly = queue_costs<MichaelScottQueue<Task, MakesTwice>>(1);
  EXPECT_EQ(shipped.allocations, all);
  EXPECT_EQ(costly.allocations, 2 * all);
  EXPECT_EQ(costly.allocated_bytes, 2 * shipped.allocated_bytes);
}

// cas_loop.hpp with its loop in a function of its own.
template <class Platform>
class RefactoredCasLoop {
 public:
  static constexpr Info info = CasLoopCounter<>::info;

  std::uint64_t fetch_add(std::uint64_t n) noexcept {
    auto seen = value_.load(std::memory_order_relaxed);
    while (!replaced(seen, seen + n)) {
    }
    return seen;
  }
  void add(std::uint64_t n) noexcept { fetch_add(n); }
  std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  bool replaced(std::uint64_t& seen, std::uint64_t with) noexcept {
    return value_.compare_exchange_weak(seen, with, std::memory_order_relaxed, std::memory_order_relaxed);
  }

  alignas(cache_line) typename Platform::template atomic<std::uint64_t> value_{0};
};

TEST(Costs, do_not_mind_how_the_same_accesses_are_written_down) {
  for (const unsigned threads : {1U, 4U}) {
    EXPECT_EQ(counter_costs<RefactoredCasLoop<CountingPlatform>>(threads),
              counter_costs<CasLoopCounter<CountingPlatform>>(threads));
  }
}

TEST(Costs, of_a_lock_are_those_of_a_pair_that_never_waits) {
  using enum Cost;
  EXPECT_EQ(lock_costs<TicketLock<CountingPlatform>>(1).tally,
            tally({{updates, all}, {loads, 2 * all}, {acquires, all}, {stores, all}, {releases, all}}));
}

// A lock that nobody gives back.
template <class L>
struct KeepsIt : L {
  using L::L;
  void unlock() {}
};

TEST(CostsDeathTest, end_with_a_line_where_a_call_waits_for_somebody) {
  EXPECT_DEATH(lock_costs<KeepsIt<TicketLock<CountingPlatform>>>(1), "lock waits for a thread whose turn it is not");
  EXPECT_DEATH(lock_costs<KeepsIt<TasLock<CountingPlatform>>>(1), "lock waits for a thread whose turn it is not");
  EXPECT_DEATH(lock_costs<KeepsIt<SemaphoreMutexLock<CountingPlatform>>>(1),
               "lock goes to sleep, and nobody could wake it");
}

// A word that is not in the arena.
struct FarCounter {
  static constexpr Info info = FetchAddCounter<>::info;
  std::uint64_t fetch_add(std::uint64_t n) {
    alignas(cache_line) CountingPlatform::atomic<std::uint64_t> far{0};
    return far.fetch_add(n, std::memory_order_relaxed);
  }
  void add(std::uint64_t n) { fetch_add(n); }
  std::uint64_t value() const { return 0; }
};

TEST(CostsDeathTest, end_with_a_line_where_memory_is_not_the_machines) {
  EXPECT_DEATH(counter_costs<FarCounter>(1), "counter reaches memory that is not the simulated machine's");
  EXPECT_DEATH(CountingPlatform::fence(), "an access while no machine is simulated");
}

TEST(Arena, gives_out_what_was_freed_and_keeps_small_blocks_off_the_border_of_lines) {
  Arena arena;
  std::size_t first = 0, second = 0, larger = 0, again = 0;
  {
    const Arena::Inside inside(arena);
    const auto at = [&](const void* block) {
      return static_cast<std::size_t>(static_cast<const std::byte*>(block) - arena.memory());
    };
    void* const freed = ::operator new(24);
    first = at(freed);
    second = at(::operator new(24));
    ::operator delete(freed);
    larger = at(::operator new(200));
    again = at(::operator new(24));
  }
  EXPECT_EQ(first / 64, second / 64);
  EXPECT_NE(first, second);
  EXPECT_EQ(larger % cache_line, 0U);
  EXPECT_EQ(again, first);
  EXPECT_EQ(arena.allocations(), 4U);
  EXPECT_EQ(arena.allocated_bytes(), 24U + 24U + 200U + 24U);
}

}  // namespace
}  // namespace syncbench
