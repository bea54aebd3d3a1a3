// What this binary knows of the strategies, of the machine and of its own build, as JSON for the scripts.
#pragma once

#include <string>

#include "benchmarks/harness/registry.hpp"

namespace syncbench {

inline constexpr int schema_version = 1;

// {"schema", "strategies": [{"kind", "name", "available", "why" (if it is not), "family", "source", "library",
// "progress", "class", "bytes", "needs_local", "extra", "lock" (of an adapter), ... what its kind declares}]}; bytes:
// of the object itself, without what it allocates. Of a strategy that was not built there are only the first four.
std::string catalogue_json();

// {"schema", "cpus", "cpus_in_mask", "quota_cpus" (or null), "smt", "cores", "packages", "numa_nodes", "cpu_model",
// "compiler", "flags", "build_type", "libraries": {...}, "timing": {... seconds}, "meters": {"hardware_counters",
// "energy": "available" or why not, "hardware_counters_of": what they cover, if available}}
std::string machine_json(const Topology& topology);

}  // namespace syncbench
