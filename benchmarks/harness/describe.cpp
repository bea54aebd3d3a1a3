#include "benchmarks/harness/describe.hpp"

#include <gnu/libc-version.h>
#include <hwloc.h>
#include <oneapi/tbb/version.h>

#include <algorithm>
#include <boost/version.hpp>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>

#include "benchmarks/harness/build_info.hpp"
#include "impls/counter.hpp"
#include "impls/lock.hpp"
#include "impls/queue.hpp"

namespace syncbench {
namespace {

using nlohmann::ordered_json;

std::string boost_version() {
  std::string version = BOOST_LIB_VERSION;
  std::replace(version.begin(), version.end(), '_', '.');
  return version;
}

std::string glibc_version() { return gnu_get_libc_version(); }

std::string libstdcxx_version() { return std::to_string(_GLIBCXX_RELEASE); }

std::string library_of(Source source) {
  switch (source) {
    case Source::syncbench: return "";
    case Source::std: return "libstdc++ " + libstdcxx_version() + ", glibc " + glibc_version();
    case Source::boost: return "Boost " + boost_version();
    case Source::tbb: return "oneTBB " TBB_VERSION_STRING;
  }
  return "";
}

template <class S>
ordered_json common(std::string_view kind, const std::string& semantic_class) {
  const Info& info = S::info;
  return {{"kind", kind},
          {"name", info.name},
          {"family", to_string(info.family)},
          {"source", to_string(info.source)},
          {"library", library_of(info.source)},
          {"progress", to_string(info.progress)},
          {"class", semantic_class},
          {"bytes", sizeof(S)},
          {"available", true},
          {"needs_local", HasLocal<S>}};
}

}  // namespace

std::string catalogue_json() {
  auto strategies = ordered_json::array();
  for_each_type(Locks{}, [&]<class L>(std::type_identity<L>) {
    auto entry = common<L>("lock", lock_class(L::info));
    entry["reentrant"] = L::info.lock.reentrant;
    entry["fifo"] = L::info.lock.fifo;
    strategies.push_back(std::move(entry));
  });
  for_each_type(Counters{}, [&]<class C>(std::type_identity<C>) {
    auto entry = common<C>("counter", counter_class(C::info));
    entry["consistency"] = to_string(C::info.counter.consistency);
    strategies.push_back(std::move(entry));
  });
  for_each_type(Queues<std::uint64_t>{}, [&]<class Q>(std::type_identity<Q>) {
    const QueueTraits& traits = Q::info.queue;
    auto entry = common<Q>("queue", queue_class(Q::info));
    entry["order"] = to_string(traits.order);
    entry["producers"] = to_string(traits.producers);
    entry["consumers"] = to_string(traits.consumers);
    entry["bounded"] = traits.bounded;
    entry["strict_empty"] = traits.strict_empty;
    entry["strict_full"] = traits.strict_full;
    strategies.push_back(std::move(entry));
  });
  return ordered_json{{"schema", schema_version}, {"strategies", std::move(strategies)}}.dump(1);
}

std::string machine_json(const Topology& topology) {
  const Timing timing;
  const auto seconds = [](Clock::duration length) { return std::chrono::duration<double>(length).count(); };
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
        {"boost", boost_version()},
        {"tbb", TBB_VERSION_STRING},
        {"hwloc", HWLOC_VERSION},
        {"libstdc++", libstdcxx_version()},
        {"glibc", glibc_version()}}},
      {"timing",
       {{"warmup_s", seconds(timing.warm_up)},
        {"window_s", seconds(timing.window)},
        {"oversubscribed_warmup_s", seconds(timing.oversubscribed_warm_up)},
        {"oversubscribed_window_s", seconds(timing.oversubscribed_window)}}},
  };
  if (topology.quota) machine["quota_cpus"] = *topology.quota;
  return machine.dump(1);
}

}  // namespace syncbench
