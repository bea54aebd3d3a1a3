// syncbench: a bounded queue must be told its capacity; give it a constructor from const Limits&, or declare it
// unbounded
#include "impls/queue.hpp"

namespace syncbench {

struct StubbornQueue {
  static constexpr Info info{.name = "stubborn",
                             .family = Family::atomic,
                             .source = Source::syncbench,
                             .progress = Progress::blocking,
                             .queue = {.bounded = true}};

  bool try_push(const int& task);
  bool try_pop(int& task);
};

static_assert(checked_queue<StubbornQueue, int>());

}  // namespace syncbench
