// Counter over oneTBB's combinable.
//
// Algorithm:   each thread finds its own value in a hash table keyed by thread, and adds to it; value() combines all.
// Consistency: quiescent: the sum is exact only when no add() runs.
// Progress:    declared blocking: a thread's first add() enlarges the table and allocates; later ones only look up.
// Cost:        add = 1 hash look-up + 1 plain addition; allocates at a thread's first call.
// Source:      oneTBB, oneapi/tbb/combinable.h; oneAPI specification, "combinable".
#pragma once

#include <oneapi/tbb/combinable.h>

#include <cstdint>
#include <functional>

#include "impls/info.hpp"

namespace syncbench {

class TbbCombinableCounter {
 public:
  static constexpr Info info{.name = "tbb_combinable",
                             .family = Family::tbb,
                             .source = Source::tbb,
                             .progress = Progress::blocking,
                             .counter = {Consistency::quiescent}};

  void add(std::uint64_t n) { parts_.local() += n; }

  // combine() is not const in oneTBB, though it changes no part.
  std::uint64_t value() const { return parts_.combine(std::plus<>{}); }

 private:
  mutable oneapi::tbb::combinable<std::uint64_t> parts_{[] { return std::uint64_t{0}; }};
};

}  // namespace syncbench
