// syncbench: a linearizable counter knows the sum before each addition; give it fetch_add(n), or declare it quiescent
#include "impls/counter.hpp"

namespace syncbench {

struct BoastfulCounter {
  static constexpr Info info{.name = "boastful",
                             .family = Family::sharded,
                             .source = Source::syncbench,
                             .progress = Progress::wait_free,
                             .counter = {Consistency::linearizable}};

  void add(std::uint64_t n);
  std::uint64_t value() const;
};

static_assert(checked_counter<BoastfulCounter>());

}  // namespace syncbench
