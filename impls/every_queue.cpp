#include "impls/every.hpp"
#include "impls/queue.hpp"

namespace syncbench {

const std::vector<Strategy<AnyQueue>>& every_queue() {
  static const auto all = strategies<AnyQueue, Queues<std::uint64_t>>();
  return all;
}

}  // namespace syncbench
