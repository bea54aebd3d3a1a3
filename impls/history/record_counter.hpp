// Runs a counter and returns the history of the run.
#pragma once

#include <cstdint>

#include "impls/erased.hpp"
#include "impls/history/counter_history.hpp"
#include "impls/history/record.hpp"
#include "impls/info.hpp"

namespace syncbench {

struct CounterRun {
  CounterHistory history;
  std::uint64_t total;  // read after all threads were joined
};

// A linearizable counter: increments, and reads by fetch_add(0), since value() need not be safe beside them.
CounterRun record_fetch_add(const Erased<AnyCounter>& strategy, const Plan& plan, unsigned threads);

// Whether value() may run beside add(). Of our own counters it may: they reach what they share through atomics only.
// Others promise it for the time after the adds, and are believed no more than that.
inline bool may_be_watched(const Info& info) { return info.source == Source::syncbench; }

// A quiescent counter: increments, and one more thread that reads the sum meanwhile, where it may.
CounterRun record_add(const Erased<AnyCounter>& strategy, const Plan& plan, unsigned adders);

}  // namespace syncbench
