// Compiles: nothing is wrong.
#include "impls/queue.hpp"

namespace syncbench {

struct RightQueue {
  static constexpr Info info{.name = "right",
                             .family = Family::lock_free,
                             .source = Source::syncbench,
                             .progress = Progress::lock_free,
                             .queue = {.bounded = true, .strict_empty = false, .strict_full = false}};

  explicit RightQueue(const Limits& limits);
  bool try_push(const int& task);
  bool try_pop(int& task);
};

static_assert(checked_queue<RightQueue, int>());

}  // namespace syncbench
