// The workload families of sync_bench; each is one file, <family>_bench.cpp. And the checks of what they measure.
#pragma once

#include <vector>

#include "benchmarks/harness/check.hpp"
#include "benchmarks/harness/registry.hpp"

namespace syncbench {

void register_counters(const Axes& axes);
void register_queues(const Axes& axes);
void register_locks(const Axes& axes);
void register_waiting(const Axes& axes);
void register_payload(const Axes& axes);
void register_batch(const Axes& axes);
void register_floors(const Axes& axes);
void register_core_to_core(const Axes& axes);
void register_kernel_floors(const Axes& axes);
void register_memory(const Axes& axes);
void register_exhibits(const Axes& axes);
void register_latency(const Axes& axes);
void register_instrument(const Axes& axes);

std::vector<RecordedCheck> recorded_checks();

}  // namespace syncbench
