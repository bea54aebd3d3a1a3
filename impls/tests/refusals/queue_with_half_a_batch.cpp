// syncbench: a queue offers batches both ways or not at all; write `std::size_t try_push_batch(const T*, std::size_t)`
// and `std::size_t try_pop_batch(T*, std::size_t)`, with Local& last if it has one
#include "impls/queue.hpp"

namespace syncbench {

struct HalfBatchQueue {
  static constexpr Info info{.name = "half_a_batch",
                             .family = Family::lock_free,
                             .source = Source::syncbench,
                             .progress = Progress::lock_free,
                             .queue = {.bounded = false}};

  bool try_push(const int& task);
  bool try_pop(int& task);
  std::size_t try_push_batch(const int* tasks, std::size_t n);
};

static_assert(checked_queue<HalfBatchQueue, int>());

}  // namespace syncbench
