// syncbench: a lock needs lock() and unlock(); write both
#include "impls/lock.hpp"

namespace syncbench {

struct OneWayLock {
  static constexpr Info info{.name = "one_way",
                             .family = Family::mutex,
                             .source = Source::syncbench,
                             .progress = Progress::blocking,
                             .lock = {.waiting = Waiting::park}};

  void lock();
};

static_assert(checked_lock<OneWayLock>());

}  // namespace syncbench
