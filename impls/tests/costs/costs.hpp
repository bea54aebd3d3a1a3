// What a strategy of ours costs, counted and not timed: accesses and lines that move on a simulated machine,
// allocations, bytes. And, for a counter of instructions outside, its operations in a loop.
//
// An operation is an addition, a pair of lock() and unlock(), or a task that is pushed and popped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "impls/erased.hpp"
#include "impls/every.hpp"
#include "impls/list.hpp"
#include "impls/platform/counting.hpp"
#include "impls/platform/rebind.hpp"
#include "impls/tests/costs/arena.hpp"

namespace syncbench {

// As many come first and are not counted: then each thread has been everywhere.
inline constexpr unsigned counted_operations = 4096;

// Of counted_operations.
struct Counted {
  Tally tally;
  std::uint64_t allocations = 0, allocated_bytes = 0;
  bool operator==(const Counted&) const = default;
};

struct CostSubject {
  std::string name;  // "counter/cas_loop"
  std::size_t bytes;
  std::vector<unsigned> threads;  // how many there may be
  std::function<Counted(unsigned threads)> count;
  std::function<void(std::uint64_t operations)> run;  // on the real machine, by one thread
};

struct Costs {
  struct LeftOut {
    std::string name, why;
  };
  std::vector<CostSubject> subjects;
  std::vector<LeftOut> left_out;  // of ours
};

// The threads of a strategy on the CountingPlatform take turns; turn(handle, thread) is one, of `rounds` each, after
// begin(handles) and as many turns that do not count.
template <class Any, class Begin, class Turn>
Counted count_turns(const Erased<Any>& strategy, const std::string& subject, const Limits& limits, unsigned rounds,
                    Begin begin, Turn turn) {
  Arena arena;
  SimulatedMachine machine(subject, arena.memory(), Arena::bytes, limits.threads);
  const CountingPlatform::On on(machine);
  Counted before, counted;
  {
    const Arena::Inside inside(arena);
    const auto object = make_instance(strategy, limits);
    std::vector<std::unique_ptr<Handle<Any>>> handles;
    for (unsigned thread = 0; thread < limits.threads; ++thread) {
      machine.turn(thread);
      handles.push_back(std::make_unique<Handle<Any>>(*object, thread));
    }
    begin(handles);
    for (unsigned round = 0; round < 2 * rounds; ++round) {
      if (round == rounds) {
        before = {{}, arena.allocations(), arena.allocated_bytes()};
        machine.tally = {};
      }
      for (unsigned thread = 0; thread < limits.threads; ++thread) {
        machine.turn(thread);
        turn(*handles[thread], thread);
      }
    }
    counted = {machine.tally, arena.allocations() - before.allocations,
               arena.allocated_bytes() - before.allocated_bytes};
    machine.turn(0);
  }
  return counted;
}

// Half of a queue's threads push and half pop; one alone does both.
Counted count_costs(const Erased<AnyLock>& lock, const std::string& subject, unsigned threads);
Counted count_costs(const Erased<AnyCounter>& counter, const std::string& subject, unsigned threads);
Counted count_costs(const Erased<AnyQueue>& queue, const std::string& subject, unsigned threads);

void run_operations(const Erased<AnyLock>& lock, std::uint64_t operations);
void run_operations(const Erased<AnyCounter>& counter, std::uint64_t operations);
void run_operations(const Erased<AnyQueue>& queue, std::uint64_t operations);

// Four threads show whose lines wander from thread to thread. Two, one on each side of a queue, show what the sides
// disturb in each other: with more a line of one side moves at each turn anyway.
std::vector<unsigned> threads_of(const std::string& kind, const Info& info);

// Adds those of the list L that are ours. `every` are the same as values, as they are measured.
template <class Any, class L>
void add_costs(Costs& costs, const std::string& kind, const std::vector<Strategy<Any>>& every) {
  auto next = every.begin();
  for_each_type(L{}, [&]<class S>(std::type_identity<S>) {
    if (!why_unavailable<S>().empty()) return;
    [[maybe_unused]] const auto& plain = (next++)->plain;
    if constexpr (S::info.source == Source::syncbench) {
      const auto name = kind + "/" + std::string(S::info.name);
      if constexpr (LockAdapter<S>) {
        costs.left_out.push_back({name, "under a lock that is counted by itself"});
      } else {
        static_assert(Portable<S>, "syncbench: a strategy of our own reaches shared memory through a Platform");
        using Simulated = OnPlatform<S, CountingPlatform>;
        static_assert(sizeof(Simulated) == sizeof(S), "words lie where they lie in what is measured");
        costs.subjects.push_back(
            {name, sizeof(S), threads_of(kind, S::info),
             [name](unsigned threads) { return count_costs(erased<Any, Simulated>(), name, threads); },
             [&plain](std::uint64_t operations) { run_operations(plain, operations); }});
      }
    }
  });
}

void add_lock_costs(Costs& costs);
void add_counter_costs(Costs& costs);
void add_queue_costs(Costs& costs);

}  // namespace syncbench
