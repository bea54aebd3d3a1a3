#include "impls/lock.hpp"
#include "impls/tests/tested.hpp"

namespace syncbench {

const std::vector<Tested<AnyLock>>& tested_locks() {
  static const auto all = all_tested<AnyLock, Locks>(every_lock());
  return all;
}

}  // namespace syncbench
