// Compiles: nothing is wrong.
#include "impls/lock.hpp"

namespace syncbench {

struct RightLock {
  static constexpr Info info{.name = "right_1",
                             .family = Family::mutex,
                             .source = Source::syncbench,
                             .progress = Progress::blocking,
                             .lock = {.reentrant = true, .waiting = Waiting::park}};

  struct Local {
    Local(RightLock& lock, unsigned thread);
  };
  void lock(Local& local);
  void unlock(Local& local);
};

static_assert(checked_lock<RightLock>());
static_assert(!is_name("") && !is_name("Mutex") && !is_name("spin-lock") && is_name("spin_2"));

}  // namespace syncbench
