#include "benchmarks/harness/topology.hpp"

#include <hwloc.h>
#include <sched.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <utility>

namespace syncbench {
namespace {

struct Destroy {
  void operator()(hwloc_topology* topology) const { hwloc_topology_destroy(topology); }
  void operator()(hwloc_bitmap_s* bitmap) const { hwloc_bitmap_free(bitmap); }
};
using LoadedTopology = std::unique_ptr<hwloc_topology, Destroy>;
using Bitmap = std::unique_ptr<hwloc_bitmap_s, Destroy>;

LoadedTopology load() {
  hwloc_topology_t raw = nullptr;
  if (hwloc_topology_init(&raw) != 0) throw std::runtime_error("hwloc cannot start: is /sys mounted?");
  LoadedTopology topology(raw);
  if (hwloc_topology_load(raw) != 0) throw std::runtime_error("hwloc cannot read the topology: is /sys mounted?");
  return topology;
}

unsigned count_inside(hwloc_topology_t topology, hwloc_const_bitmap_t mask, hwloc_obj_type_t type) {
  unsigned count = 0;
  for (hwloc_obj_t object = nullptr; (object = hwloc_get_next_obj_by_type(topology, type, object)) != nullptr;) {
    if (hwloc_bitmap_intersects(object->cpuset, mask)) ++count;
  }
  return count;
}

}  // namespace

Topology detect_topology() {
  const auto loaded = load();
  const Bitmap mask(hwloc_bitmap_alloc());
  if (hwloc_get_cpubind(loaded.get(), mask.get(), HWLOC_CPUBIND_PROCESS) != 0) {
    hwloc_bitmap_copy(mask.get(), hwloc_topology_get_allowed_cpuset(loaded.get()));
  }

  Topology topology;
  struct Pu {
    unsigned cpu;
    unsigned rank;  // among the hardware threads of its core
  };
  std::vector<Pu> pus;
  hwloc_obj_t last_core = nullptr;
  for (hwloc_obj_t pu = nullptr; (pu = hwloc_get_next_obj_by_type(loaded.get(), HWLOC_OBJ_PU, pu)) != nullptr;) {
    if (!hwloc_bitmap_isset(mask.get(), pu->os_index)) continue;
    const auto core = hwloc_get_ancestor_obj_by_type(loaded.get(), HWLOC_OBJ_CORE, pu);
    const bool sibling = core != nullptr && core == last_core;
    pus.push_back({pu->os_index, sibling ? pus.back().rank + 1 : 0});
    last_core = core;
  }
  if (pus.empty()) throw std::runtime_error("no CPU in the affinity mask that hwloc knows of");

  topology.in_mask = static_cast<unsigned>(pus.size());
  topology.packages = std::max(1U, count_inside(loaded.get(), mask.get(), HWLOC_OBJ_PACKAGE));
  topology.numa_nodes = std::max(1U, count_inside(loaded.get(), mask.get(), HWLOC_OBJ_NUMANODE));
  topology.quota = cpu_quota("/");
  const auto allowed = static_cast<std::size_t>(std::max(1.0, std::floor(topology.quota.value_or(topology.in_mask))));
  const auto take = [&](std::vector<unsigned>& order) {
    for (const auto& pu : pus) {
      if (order.size() < allowed) order.push_back(pu.cpu);
    }
  };
  take(topology.compact);
  std::stable_sort(pus.begin(), pus.end(), [](const Pu& a, const Pu& b) { return a.rank < b.rank; });
  take(topology.cores);
  for (std::size_t i = 0; i < topology.cores.size(); ++i) topology.core_count += pus[i].rank == 0;
  for (const auto object :
       {hwloc_get_obj_by_type(loaded.get(), HWLOC_OBJ_PACKAGE, 0), hwloc_get_root_obj(loaded.get())}) {
    if (object == nullptr || !topology.cpu_model.empty()) continue;
    if (const auto* model = hwloc_obj_get_info_by_name(object, "CPUModel")) topology.cpu_model = model;
  }
  return topology;
}

void pin_to(unsigned cpu) {
  // sched_setaffinity rather than hwloc_set_cpubind: no loaded topology is needed for one number.
  const std::unique_ptr<cpu_set_t, void (*)(cpu_set_t*)> set(CPU_ALLOC(cpu + 1), [](cpu_set_t* s) { CPU_FREE(s); });
  const auto size = CPU_ALLOC_SIZE(cpu + 1);
  CPU_ZERO_S(size, set.get());
  CPU_SET_S(cpu, size, set.get());
  if (sched_setaffinity(0, size, set.get()) != 0) {
    throw std::runtime_error("cannot pin a thread to CPU " + std::to_string(cpu) + ": " + std::strerror(errno));
  }
}

}  // namespace syncbench
