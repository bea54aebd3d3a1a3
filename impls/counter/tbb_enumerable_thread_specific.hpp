// Counter over oneTBB's enumerable_thread_specific.
//
// Algorithm:   each thread finds its own element in a hash table keyed by thread, and adds to it; value() walks over
//              all elements. combinable is a shell around the same class.
// Consistency: quiescent: the sum is exact only when no add() runs.
// Progress:    declared blocking: a thread's first add() enlarges the table and allocates; later ones only look up.
// Cost:        add = 1 hash look-up + 1 plain addition; allocates at a thread's first call.
// Source:      oneTBB, oneapi/tbb/enumerable_thread_specific.h; oneAPI specification, "enumerable_thread_specific".
#pragma once

#include <oneapi/tbb/enumerable_thread_specific.h>

#include <cstdint>
#include <numeric>

#include "impls/info.hpp"

namespace syncbench {

class TbbEnumerableThreadSpecificCounter {
 public:
  static constexpr Info info{.name = "tbb_enumerable_thread_specific",
                             .family = Family::tbb,
                             .source = Source::tbb,
                             .progress = Progress::blocking,
                             .counter = {Consistency::quiescent}};

  void add(std::uint64_t n) { parts_.local() += n; }

  std::uint64_t value() const { return std::accumulate(parts_.begin(), parts_.end(), std::uint64_t{0}); }

 private:
  oneapi::tbb::enumerable_thread_specific<std::uint64_t> parts_{std::uint64_t{0}};
};

}  // namespace syncbench
