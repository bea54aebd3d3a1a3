// Compiles: nothing is wrong.
#include "impls/counter.hpp"

namespace syncbench {

struct RightCounter {
  static constexpr Info info{.name = "right",
                             .family = Family::sharded,
                             .source = Source::syncbench,
                             .progress = Progress::wait_free,
                             .counter = {Consistency::linearizable}};

  struct Local {
    Local(RightCounter& counter, unsigned thread);
  };
  explicit RightCounter(const Limits& limits);
  void add(std::uint64_t n, Local& local);
  std::uint64_t fetch_add(std::uint64_t n, Local& local);
  std::uint64_t value() const;
};

static_assert(checked_counter<RightCounter>());

}  // namespace syncbench
