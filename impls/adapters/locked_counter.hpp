// Counter: a plain integer under any lock.
//
// Algorithm:   lock, add, unlock.
// Consistency: linearizable, at the moment of the addition.
// Progress:    blocking, whatever the lock.
// Cost:        one uncontended lock and unlock; no allocation.
// Source:      folklore.
#pragma once

#include <cstdint>

#include "impls/adapters/guarded.hpp"
#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/lock.hpp"

namespace syncbench {

template <Lock L>
class LockedCounter : public PassesLocal<LockedCounter<L>, L> {
 public:
  static constexpr Info info{.name = L::info.name,
                             .family = L::info.family,
                             .source = L::info.source,
                             .progress = Progress::blocking,
                             .counter = {Consistency::linearizable}};

  explicit LockedCounter(const Limits& limits) : sum_(limits, std::uint64_t{0}) {}

  L& mutex() { return sum_.mutex(); }

  template <class... Local>
  std::uint64_t fetch_add(std::uint64_t n, Local&... local) {
    return sum_.locked(
        [n](std::uint64_t& sum) {
          const auto before = sum;
          sum = before + n;
          return before;
        },
        local.lock...);
  }

  template <class... Local>
  void add(std::uint64_t n, Local&... local) {
    fetch_add(n, local...);
  }

  std::uint64_t value() const { return sum_.unguarded(); }

 private:
  Guarded<L, std::uint64_t> sum_;
};

}  // namespace syncbench
