// syncbench: the lock has a Local nobody passes; write lock(Local&) and unlock(Local&), or drop Local
#include "impls/lock.hpp"

namespace syncbench {

struct ForgetfulLock {
  static constexpr Info info{.name = "forgetful",
                             .family = Family::mutex,
                             .source = Source::syncbench,
                             .progress = Progress::blocking,
                             .lock = {.waiting = Waiting::park}};

  struct Local {
    Local(ForgetfulLock& lock, unsigned thread);
  };
  void lock();
  void unlock();
};

static_assert(checked_lock<ForgetfulLock>());

}  // namespace syncbench
