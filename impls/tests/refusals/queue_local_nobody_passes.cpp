// syncbench: the queue has a Local nobody passes; write try_push(task, Local&) and try_pop(task, Local&), or drop
// Local
#include "impls/queue.hpp"

namespace syncbench {

struct ForgetfulQueue {
  static constexpr Info info{.name = "forgetful",
                             .family = Family::lock_free,
                             .source = Source::syncbench,
                             .progress = Progress::lock_free,
                             .queue = {.bounded = false}};

  struct Local {
    Local(ForgetfulQueue& queue, unsigned thread);
  };
  bool try_push(const int& task);
  bool try_pop(int& task);
};

static_assert(checked_queue<ForgetfulQueue, int>());

}  // namespace syncbench
