#include "impls/counter.hpp"
#include "impls/every.hpp"

namespace syncbench {

const std::vector<Strategy<AnyCounter>>& every_counter() {
  static const auto all = strategies<AnyCounter, Counters>();
  return all;
}

}  // namespace syncbench
