#include "impls/queue.hpp"
#include "impls/tests/tested.hpp"

namespace syncbench {

const std::vector<Tested<AnyQueue>>& tested_queues() {
  static const auto all = all_tested<AnyQueue, Queues<std::uint64_t>>(every_queue());
  return all;
}

}  // namespace syncbench
