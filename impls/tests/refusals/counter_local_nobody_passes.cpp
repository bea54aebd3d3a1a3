// syncbench: the counter has a Local nobody passes; write add(n, Local&), or drop Local
#include "impls/counter.hpp"

namespace syncbench {

struct ForgetfulCounter {
  static constexpr Info info{.name = "forgetful",
                             .family = Family::sharded,
                             .source = Source::syncbench,
                             .progress = Progress::wait_free,
                             .counter = {Consistency::quiescent}};

  struct Local {
    Local(ForgetfulCounter& counter, unsigned thread);
  };
  void add(std::uint64_t n);
  std::uint64_t value() const;
};

static_assert(checked_counter<ForgetfulCounter>());

}  // namespace syncbench
