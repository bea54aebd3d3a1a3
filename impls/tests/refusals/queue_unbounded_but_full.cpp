// syncbench: an unbounded queue is never full; leave strict_full true, or declare it bounded
#include "impls/queue.hpp"

namespace syncbench {

struct ModestQueue {
  static constexpr Info info{.name = "modest",
                             .family = Family::lock_free,
                             .source = Source::syncbench,
                             .progress = Progress::lock_free,
                             .queue = {.bounded = false, .strict_full = false}};

  bool try_push(const int& task);
  bool try_pop(int& task);
};

static_assert(checked_queue<ModestQueue, int>());

}  // namespace syncbench
