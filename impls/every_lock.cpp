#include "impls/every.hpp"
#include "impls/lock.hpp"

namespace syncbench {

const std::vector<Strategy<AnyLock>>& every_lock() {
  static const auto all = strategies<AnyLock, Locks>();
  return all;
}

}  // namespace syncbench
