#include <cstdint>

#include "impls/tests/mutants/lock_free_mutants.hpp"
#include "impls/tests/mutants/mutant.hpp"
#include "impls/tests/mutants/queue_mutants.hpp"
#include "impls/tests/mutants/ring_mutants.hpp"

namespace syncbench {
namespace {

using Task = std::uint64_t;
using P = StdPlatform;
using Mutants = Joined<Joined<QueueMutants<Task, P>, ClaimMutants<Task, P>>,
                       Joined<RingMutants<Task, P>, LockFreeMutants<Task, P>>>;

}  // namespace

const std::vector<ErasedMutant<AnyQueue>>& queue_mutants() {
  static const auto all = erased_mutants<AnyQueue, Mutants>("queue");
  return all;
}

}  // namespace syncbench
