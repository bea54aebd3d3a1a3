// The workload families of sync_bench; each is one file, <family>_bench.cpp.
#pragma once

#include "benchmarks/harness/registry.hpp"

namespace syncbench {

void register_counters(const Axes& axes);
void register_queues(const Axes& axes);
void register_floors(const Axes& axes);

}  // namespace syncbench
