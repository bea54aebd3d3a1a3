#include <cstdint>

#include "impls/history/checks.hpp"
#include "impls/queue.hpp"
#include "impls/tests/history/histories.hpp"
#include "impls/tests/mutants/queue_mutants.hpp"

namespace syncbench {

void add_queue_histories(std::vector<Check>& checks) {
  using Task = std::uint64_t;
  using Mutants = Joined<QueueMutants<Task, StdPlatform>, ClaimMutants<Task, StdPlatform>>;
  add_all<Queues<Task>, Mutants>(checks, "queue",
                                 []<class Q>(std::type_identity<Q>, const std::string& subject, double scale) {
                                   return check_queue<Q>(subject, scale);
                                 });
}

}  // namespace syncbench
