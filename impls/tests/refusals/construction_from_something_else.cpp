// syncbench: the strategy cannot be made; give it a constructor from const Limits&, or from nothing
#include "impls/counter.hpp"

namespace syncbench {

struct PickyCounter {
  static constexpr Info info{.name = "picky",
                             .family = Family::atomic,
                             .source = Source::syncbench,
                             .progress = Progress::wait_free,
                             .counter = {Consistency::quiescent}};

  explicit PickyCounter(const char* file);
  void add(std::uint64_t n);
  std::uint64_t value() const;
};

static_assert(checked_counter<PickyCounter>());

}  // namespace syncbench
