// Compiled before anything else of a build with an extra header (extra.hpp), so that what is wrong with it is told at
// once.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "impls/counter.hpp"
#include "impls/lock.hpp"
#include "impls/queue.hpp"

namespace syncbench {
namespace {

template <class... S>
consteval bool has_unique_names(List<S...>) {
  const std::string_view names[] = {S::info.name...};
  for (std::size_t i = 0; i < sizeof...(S); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (names[i] == names[j]) return false;
    }
  }
  return true;
}

static_assert(has_unique_names(Locks{}), "syncbench: the suite has a lock of that name; change info.name");
static_assert(has_unique_names(Counters{}),
              "syncbench: the suite has a counter of that name, its own or a lock's; change info.name");
static_assert(has_unique_names(Queues<std::uint64_t>{}),
              "syncbench: the suite has a queue of that name, its own or a lock's; change info.name");

static_assert(!std::is_same_v<Joined<Joined<syncbench::ExtraLocks, syncbench::ExtraCounters>,
                                     syncbench::ExtraQueues<std::uint64_t>>,
                              List<>>,
              "syncbench: the header adds nothing; end it with `using ExtraLocks = List<...>;` in namespace "
              "syncbench, or ExtraCounters, or ExtraQueues: impls/extra.hpp");

}  // namespace
}  // namespace syncbench
