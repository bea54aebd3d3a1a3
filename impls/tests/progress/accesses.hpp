// How many accesses to shared memory a call makes, alone and when others interfere.
//
// A wait-free call has a bound; ours are short enough that it is a constant. So a call whose accesses are always the
// same in number, even among threads that delay each other and with weak compare-exchanges that fail for no reason,
// is taken for wait-free.
#pragma once

#include <algorithm>
#include <cstdint>
#include <latch>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "impls/erased.hpp"
#include "impls/instance.hpp"
#include "impls/platform/jittered.hpp"
#include "impls/tests/progress/watched.hpp"
#include "impls/watchdog/crowd.hpp"

namespace syncbench {

class Meter final : public Watcher {
 public:
  explicit Meter(bool disturbs) : disturbs_(disturbs) { watcher = this; }
  ~Meter() { watcher = nullptr; }
  Meter(const Meter&) = delete;
  Meter& operator=(const Meter&) = delete;

  // Since the last look.
  std::uint64_t read() noexcept { return std::exchange(accesses_, 0); }

 private:
  void before(Access) override {
    ++accesses_;
    if (disturbs_) Jitter::disturb();
  }
  bool fails_spuriously() override { return disturbs_ && Jitter::once_in(16); }

  bool disturbs_;
  std::uint64_t accesses_ = 0;
};

struct Range {
  std::uint64_t least = std::numeric_limits<std::uint64_t>::max(), most = 0;

  void include(const Range& other) {
    least = std::min(least, other.least);
    most = std::max(most, other.most);
  }
  bool operator==(const Range&) const = default;
};

// By the call and what it answered, such as "try_pop: empty".
using Accesses = std::map<std::string, Range>;

// `threads` threads, of limits.threads that there might be, make calls: call(handle, i) makes the i-th of a thread
// and returns its name. They disturb each other unless there is one.
template <class Any, class Call>
Accesses count_accesses(const Erased<Any>& strategy, const std::string& subject, const Limits& limits,
                        unsigned threads, Call call) {
  constexpr unsigned calls = 2'000;
  const auto object = make_instance(strategy, limits);
  std::vector<Accesses> of_threads(threads);
  std::latch done(threads);  // a Local must not end before all calls have
  run_together(subject, threads, [&](unsigned thread, Doing& self) {
    Jitter::seed(thread + 1);
    Handle<Any> handle(*object, thread);
    Meter meter(threads > 1);
    for (unsigned i = 0; i < calls; ++i) {
      self.now("call", i);
      const std::string name = call(handle, i);
      const auto accesses = meter.read();
      of_threads[thread][name].include({accesses, accesses});
    }
    done.arrive_and_wait();
  });
  Accesses all;
  for (const auto& own : of_threads) {
    for (const auto& [name, range] : own) all[name].include(range);
  }
  return all;
}

}  // namespace syncbench
