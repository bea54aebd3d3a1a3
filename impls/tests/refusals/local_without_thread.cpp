// syncbench: Local cannot be made; give it a constructor from (strategy&, unsigned thread)
#include "impls/counter.hpp"

namespace syncbench {

struct LonelyCounter {
  static constexpr Info info{.name = "lonely",
                             .family = Family::sharded,
                             .source = Source::syncbench,
                             .progress = Progress::wait_free,
                             .counter = {Consistency::quiescent}};

  struct Local {
    explicit Local(LonelyCounter& counter);
  };
  void add(std::uint64_t n, Local& local);
  std::uint64_t value() const;
};

static_assert(checked_counter<LonelyCounter>());

}  // namespace syncbench
