#include "benchmarks/harness/describe.hpp"

#include <hwloc.h>

#include <nlohmann/json.hpp>
#include <string_view>

#include "benchmarks/harness/build_info.hpp"
#include "benchmarks/harness/catalogue.hpp"
#include "benchmarks/harness/libraries.hpp"
#include "benchmarks/harness/meters.hpp"

namespace syncbench {
namespace {

using nlohmann::ordered_json;

std::string library_of(Source source) {
  std::string text;
  for (const auto& library : libraries_of(source)) text += (text.empty() ? "" : ", ") + library.text();
  return text;
}

void add_declared(ordered_json& strategy, const CatalogueEntry& entry) {
  const Info& info = entry.info;
  if (entry.kind == "lock") {
    strategy["reentrant"] = info.lock.reentrant;
    strategy["fifo"] = info.lock.fifo;
    strategy["waiting"] = to_string(info.lock.waiting);
  } else if (entry.kind == "counter") {
    strategy["consistency"] = to_string(info.counter.consistency);
  } else {
    const QueueTraits& queue = info.queue;
    strategy["order"] = to_string(queue.order);
    strategy["k"] = queue.k;
    strategy["producers"] = to_string(queue.producers);
    strategy["consumers"] = to_string(queue.consumers);
    strategy["bounded"] = queue.bounded;
    strategy["strict_empty"] = queue.strict_empty;
    strategy["strict_full"] = queue.strict_full;
    strategy["exact_capacity"] = queue.exact_capacity;
    strategy["batches"] = entry.batches;
  }
}

ordered_json described(const CatalogueEntry& entry) {
  const Info& info = entry.info;
  ordered_json strategy{{"kind", entry.kind}, {"name", info.name}, {"available", entry.why_unavailable.empty()}};
  if (!entry.why_unavailable.empty()) strategy["why"] = entry.why_unavailable;
  if (!entry.built) return strategy;
  strategy["family"] = to_string(info.family);
  strategy["source"] = to_string(info.source);
  strategy["library"] = library_of(info.source);
  strategy["progress"] = to_string(info.progress);
  strategy["class"] = entry.semantic_class;
  strategy["bytes"] = entry.bytes;
  strategy["needs_local"] = entry.needs_local;
  strategy["extra"] = entry.extra;
  if (!entry.lock.empty()) strategy["lock"] = entry.lock;
  add_declared(strategy, entry);
  return strategy;
}

ordered_json meters() {
  const auto told = [](const std::string& why_not) { return why_not.empty() ? "available" : why_not; };
  const Meter meter;
  ordered_json meters{{"hardware_counters", told(meter.why_not())}, {"energy", told(why_no_energy("/"))}};
  if (meter.why_not().empty()) {
    meters["hardware_counters_of"] = meter.kernel_included() ? "user space and kernel" : "user space";
  }
  return meters;
}

}  // namespace

std::string catalogue_json() {
  auto strategies = ordered_json::array();
  for (const auto& entry : catalogue()) strategies.push_back(described(entry));
  return ordered_json{{"schema", schema_version}, {"strategies", std::move(strategies)}}.dump(1);
}

std::string machine_json(const Topology& topology) {
  const Timing timing;
  const auto seconds = [](Clock::duration length) { return std::chrono::duration<double>(length).count(); };
  const auto version = [](Source source) { return libraries_of(source).front().version; };
  ordered_json machine{
      {"schema", schema_version},
      {"cpus", topology.usable()},
      {"cpus_in_mask", topology.in_mask},
      {"quota_cpus", nullptr},
      {"smt", topology.smt()},
      {"cores", topology.core_count},
      {"packages", topology.packages},
      {"numa_nodes", topology.numa_nodes},
      {"cpu_model", topology.cpu_model},
      {"compiler", build_info::compiler},
      {"flags", build_info::flags},
      {"build_type", build_info::build_type},
      {"libraries",
       {{"benchmark", build_info::benchmark_version},
        {"boost", version(Source::boost)},
        {"tbb", version(Source::tbb)},
        {"hwloc", HWLOC_VERSION},
        {"libstdc++", version(Source::std)},
        {"glibc", version(Source::posix)}}},
      {"timing",
       {{"warmup_s", seconds(timing.warm_up)},
        {"window_s", seconds(timing.window)},
        {"oversubscribed_warmup_s", seconds(timing.oversubscribed_warm_up)},
        {"oversubscribed_window_s", seconds(timing.oversubscribed_window)}}},
      {"meters", meters()},
  };
  if (topology.quota) machine["quota_cpus"] = *topology.quota;
  return machine.dump(1);
}

}  // namespace syncbench
