// Runs a strategy, plain and jittered, and holds its recorded histories against what it declares.
//
// Our own strategies run jittered on a Platform that disturbs every access; others dawdle between calls only. A check
// ends with the first breach. What was observed is told beside the verdict: it may be better than what is declared.
#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "impls/erased.hpp"
#include "impls/every.hpp"
#include "impls/history/finding.hpp"
#include "impls/history/record_lock.hpp"
#include "impls/info.hpp"

namespace syncbench {

// `subject` is for the watchdog to tell; `scale` multiplies the effort.
Finding check_lock(const Strategy<AnyLock>& strategy, std::string subject, double scale);
Finding check_counter(const Strategy<AnyCounter>& strategy, std::string subject, double scale);
Finding check_queue(const Strategy<AnyQueue>& strategy, std::string subject, double scale);

// A lock that lets `permits` in at once.
Finding check_holders(const Strategy<AnyLock>& strategy, std::string subject, double scale, std::size_t permits,
                      Entering entering);

// A semaphore of S by a lock's calls.
template <class S, int permits>
class AsLock {
 public:
  static constexpr Info info{.name = "semaphore"};
  void lock() { semaphore_.acquire(); }
  void unlock() { semaphore_.release(); }

 private:
  S semaphore_{permits};
};

// S has acquire() and release(), and is made with the number of permits. Jittered<S> is the same on a Platform that
// disturbs.
template <class S, class Jittered>
Finding check_semaphore(std::string subject, double scale) {
  const auto with = [&]<int permits>(std::integral_constant<int, permits>) {
    return check_holders({erased<AnyLock, AsLock<S, permits>>(), erased<AnyLock, AsLock<Jittered, permits>>()},
                         subject, scale / 2, permits, Entering::once);
  };
  auto finding = with(std::integral_constant<int, 1>{});
  if (!finding.passed) return finding;
  auto several = with(std::integral_constant<int, 3>{});
  several.operations += finding.operations;
  return several;
}

}  // namespace syncbench
