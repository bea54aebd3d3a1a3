// syncbench: the strategy does not say what it is; give it `static constexpr Info info{...}`
#include "impls/lock.hpp"

namespace syncbench {

struct Anonymous {
  void lock();
  void unlock();
};

static_assert(checked_lock<Anonymous>());

}  // namespace syncbench
