// syncbench: a counter needs a sum; write `std::uint64_t value() const`
#include "impls/counter.hpp"

namespace syncbench {

struct SilentCounter {
  static constexpr Info info{.name = "silent",
                             .family = Family::atomic,
                             .source = Source::syncbench,
                             .progress = Progress::wait_free,
                             .counter = {Consistency::quiescent}};

  void add(std::uint64_t n);
};

static_assert(checked_counter<SilentCounter>());

}  // namespace syncbench
