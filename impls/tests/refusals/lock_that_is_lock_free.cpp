// syncbench: mutual exclusion is blocking, even if nobody sleeps; declare Progress::blocking
#include "impls/lock.hpp"

namespace syncbench {

struct BoastfulLock {
  static constexpr Info info{.name = "boastful",
                             .family = Family::mutex,
                             .source = Source::syncbench,
                             .progress = Progress::lock_free,
                             .lock = {.waiting = Waiting::spin}};

  void lock();
  void unlock();
};

static_assert(checked_lock<BoastfulLock>());

}  // namespace syncbench
