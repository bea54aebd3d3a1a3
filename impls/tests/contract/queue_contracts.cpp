#include <cstdint>

#include "impls/queue.hpp"
#include "impls/tests/contract/add_all.hpp"
#include "impls/tests/contract/contracts.hpp"
#include "impls/tests/contract/queue_contract.hpp"
#include "impls/tests/mutants/queue_mutants.hpp"

namespace syncbench {

void add_queue_contracts(std::vector<Check>& checks) {
  using Task = std::uint64_t;
  using Mutants = Joined<QueueMutants<Task, StdPlatform>, ClaimMutants<Task, StdPlatform>>;
  add_all<Queues<Task>, Mutants>(checks, "queue",
                                 []<class Q>(std::type_identity<Q>, const std::string& subject, double scale) {
                                   return queue_contract<Q>(subject, scale);
                                 });
}

}  // namespace syncbench
