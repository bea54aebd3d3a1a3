// syncbench: info.name is no name; use one or more lower-case letters, digits and underscores
#include "impls/lock.hpp"

namespace syncbench {

struct SpacedLock {
  static constexpr Info info{.name = "my lock",
                             .family = Family::mutex,
                             .source = Source::syncbench,
                             .progress = Progress::blocking,
                             .lock = {.waiting = Waiting::park}};

  void lock();
  void unlock();
};

static_assert(checked_lock<SpacedLock>());

}  // namespace syncbench
