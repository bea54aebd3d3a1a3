// syncbench: a work queue needs `bool try_push(const T&)` and `bool try_pop(T&)`; write both
#include "impls/queue.hpp"

namespace syncbench {

struct OneWayQueue {
  static constexpr Info info{.name = "one_way",
                             .family = Family::lock_free,
                             .source = Source::syncbench,
                             .progress = Progress::lock_free,
                             .queue = {.bounded = false}};

  bool try_push(const int& task);
};

static_assert(checked_queue<OneWayQueue, int>());

}  // namespace syncbench
