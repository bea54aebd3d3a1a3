// syncbench: the lock does not say what its waiters do in the end; declare `.lock = {.waiting = ...}`, one of
// Waiting::spin, spin_yield and park
#include "impls/lock.hpp"

namespace syncbench {

struct ReticentLock {
  static constexpr Info info{
      .name = "reticent", .family = Family::mutex, .source = Source::syncbench, .progress = Progress::blocking};

  void lock();
  void unlock();
};

static_assert(checked_lock<ReticentLock>());

}  // namespace syncbench
