// What the tasks in a queue cost in memory.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "benchmarks/harness/ledger.hpp"
#include "benchmarks/harness/memory.hpp"
#include "benchmarks/harness/window.hpp"
#include "impls/erased.hpp"

namespace syncbench {

struct Weight {
  double bytes = 0;   // that the process uses more than before there was the queue
  double fill_s = 0;  // how long making and filling took, with the faults of fresh pages
  std::string error;  // not empty: the numbers mean nothing
};

// Makes a queue with room for `tasks` and pushes as many, then takes all out again and audits them; all of it on the
// calling thread. What the process had freed before, and now uses again, is not seen: so it should be the first thing
// that a process does.
inline Weight weigh(const Erased<AnyQueue>& strategy, std::size_t tasks) {
  Weight weight;
  const ComparableMemory comparable;
  anonymous_bytes();  // its own pages, too, have to be there before
  const auto before = anonymous_bytes();
  const auto start = Clock::now();
  const auto queue = make_instance(strategy, {.threads = 1, .capacity = tasks});
  Handle<AnyQueue> handle(*queue, 0);
  std::uint64_t pushed = 0;
  while (pushed < tasks && push(handle, std::bit_cast<std::uint64_t>(Task(0, pushed)))) ++pushed;
  weight.fill_s = std::chrono::duration<double>(Clock::now() - start).count();
  const auto after = anonymous_bytes();

  std::vector<Ledger> ledgers(1, Ledger(1));
  // As in the other workloads: an "empty" that is not strict may err now and then.
  constexpr unsigned most_refusals = 1000;
  std::uint64_t task = 0;
  for (unsigned refusals = 0, taken = 0; refusals < most_refusals && taken <= 2 * tasks;) {
    if (pop(handle, task)) {
      ledgers[0].record(std::bit_cast<Task>(task));
      ++taken;
    } else {
      ++refusals;
    }
  }
  weight.error = audit(ledgers, {pushed}, keeps_producer_order(strategy.info.queue.order));
  if (weight.error.empty() && pushed < tasks) {
    weight.error = "full with " + std::to_string(pushed) + " tasks, though made for " + std::to_string(tasks);
  }
  if (weight.error.empty() && !(before && after)) weight.error = "the kernel does not tell how much memory is in use";
  if (before && after) weight.bytes = static_cast<double>(*after) - static_cast<double>(*before);
  return weight;
}

}  // namespace syncbench
