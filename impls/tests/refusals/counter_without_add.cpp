// syncbench: a counter needs add(n); write it, n is a std::uint64_t
#include "impls/counter.hpp"

namespace syncbench {

struct FrozenCounter {
  static constexpr Info info{.name = "frozen",
                             .family = Family::atomic,
                             .source = Source::syncbench,
                             .progress = Progress::wait_free,
                             .counter = {Consistency::quiescent}};

  std::uint64_t value() const;
};

static_assert(checked_counter<FrozenCounter>());

}  // namespace syncbench
