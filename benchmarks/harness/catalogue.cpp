#include "benchmarks/harness/catalogue.hpp"

#include <cstdint>
#include <type_traits>
#include <utility>

#include "impls/availability.hpp"
#include "impls/counter.hpp"
#include "impls/extra.hpp"
#include "impls/lock.hpp"
#include "impls/queue.hpp"

namespace syncbench {
namespace {

// Of an adapter its lock, of any other strategy itself.
template <class S>
struct Core {
  using type = S;
  static constexpr std::string_view lock{};
};

template <LockAdapter S>
struct Core<S> {
  using type = LockOf<S>;
  static constexpr std::string_view lock = type::info.name;
};

template <class S, class Extras>
CatalogueEntry entry(std::string_view kind, std::string semantic_class) {
  using C = Core<S>;
  return {.kind = kind,
          .info = S::info,
          .semantic_class = std::move(semantic_class),
          .bytes = sizeof(S),
          .needs_local = HasLocal<S>,
          .lock = C::lock,
          .extra = is_in<S, Extras> || is_in<typename C::type, syncbench::ExtraLocks>,
          .why_unavailable = std::string(why_unavailable<S>())};
}

template <class L>
void add_missing(std::vector<CatalogueEntry>& all, std::string_view kind) {
  for_each_type(L{}, [&]<class M>(std::type_identity<M>) {
    all.push_back({.kind = kind,
                   .info = {.name = M::name},
                   .semantic_class = {},
                   .lock = {},
                   .built = false,
                   .why_unavailable = M::why()});
  });
}

}  // namespace

std::vector<CatalogueEntry> catalogue() {
  std::vector<CatalogueEntry> all;
  for_each_type(Locks{}, [&]<class L>(std::type_identity<L>) {
    all.push_back(entry<L, syncbench::ExtraLocks>("lock", lock_class(L::info)));
  });
  add_missing<MissingLocks>(all, "lock");
  for_each_type(Counters{}, [&]<class C>(std::type_identity<C>) {
    all.push_back(entry<C, syncbench::ExtraCounters>("counter", counter_class(C::info)));
  });
  using Task = std::uint64_t;
  for_each_type(Queues<Task>{}, [&]<class Q>(std::type_identity<Q>) {
    all.push_back(entry<Q, syncbench::ExtraQueues<Task>>("queue", queue_class(Q::info)));
    all.back().batches = BatchQueue<Q, Task>;
  });
  add_missing<MissingQueues>(all, "queue");
  return all;
}

}  // namespace syncbench
