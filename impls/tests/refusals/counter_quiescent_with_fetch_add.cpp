// syncbench: a quiescent counter knows no sum while others add; remove fetch_add, or declare it linearizable
#include "impls/counter.hpp"

namespace syncbench {

struct GuessingCounter {
  static constexpr Info info{.name = "guessing",
                             .family = Family::sharded,
                             .source = Source::syncbench,
                             .progress = Progress::wait_free,
                             .counter = {Consistency::quiescent}};

  void add(std::uint64_t n);
  std::uint64_t fetch_add(std::uint64_t n);
  std::uint64_t value() const;
};

static_assert(checked_counter<GuessingCounter>());

}  // namespace syncbench
