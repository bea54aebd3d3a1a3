// syncbench: what works under a lock is blocking, whatever the lock; declare Progress::blocking
#include "impls/counter.hpp"

namespace syncbench {

struct OptimisticAdapter {
  static constexpr Info info{.name = "optimistic",
                             .family = Family::mutex,
                             .source = Source::syncbench,
                             .progress = Progress::lock_free,
                             .counter = {Consistency::linearizable}};

  MutexLock& mutex();
  void add(std::uint64_t n);
  std::uint64_t fetch_add(std::uint64_t n);
  std::uint64_t value() const;
};

static_assert(checked_counter<OptimisticAdapter>());

}  // namespace syncbench
