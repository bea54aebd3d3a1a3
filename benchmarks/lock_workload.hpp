// Workload: all members lock one lock, work on what it protects, unlock it, and work for themselves.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "benchmarks/harness/private_work.hpp"
#include "benchmarks/harness/trial.hpp"
#include "impls/adapters/guarded.hpp"
#include "impls/cache_line.hpp"
#include "impls/instance.hpp"
#include "impls/lock.hpp"

namespace syncbench {

// What a lock protects: two words on two lines that are equal unless somebody is inside, and the state of the work done
// there. On lines of its own, so that those who wait at the lock do not take them from the owner.
struct Protected {
  alignas(cache_line) std::uint64_t entered = 0;
  std::uint64_t state = 0;
  alignas(cache_line) std::uint64_t left = 0;

  // One critical section with `steps` of work. False if another one was not over when it began.
  bool visit(unsigned steps) {
    const bool alone = entered == left;
    ++entered;
    state = private_work(steps, state);
    ++left;
    return alone;
  }
};

// An operation is one critical section of `inside` steps of work, followed by `outside` steps. Verified: each section
// found the one before it complete, and the protected words count as many sections as returned, warm-up and window
// together.
template <Lock L>
class LockWorkload {
 public:
  LockWorkload(unsigned members, unsigned inside, unsigned outside)
      : guarded_(std::make_unique<Guarded<L, Protected>>(Limits{.threads = members})),
        members_(members),
        inside_(inside),
        outside_(outside) {}

  void enter(unsigned member) { members_[member].handle = std::make_unique<Handle<L>>(guarded_->mutex(), member); }

  Tally work(unsigned member, Pace& pace) {
    auto& self = members_[member];
    auto& handle = *self.handle;
    auto& guarded = *guarded_;
    const auto batch = pace.batch();
    const auto inside = inside_, outside = outside_;
    std::uint64_t done = 0, alone = 0;
    std::uint64_t state = 0;  // of the work outside
    do {
      for (std::uint32_t i = 0; i < batch; ++i) {
        alone += handle.call([&guarded, inside](L&, auto&... local) {
          return guarded.locked([inside](Protected& data) { return data.visit(inside); }, local...);
        });
        state = private_work(outside, state);
      }
      done += batch;
    } while (pace.go_on());
    self.done += done;
    self.shared += done - alone;
    return {.operations = done, .steps = done};
  }

  void settle(unsigned) {}

  std::string verdict() const {
    std::uint64_t done = 0, shared = 0;
    for (const auto& member : members_) {
      done += member.done;
      shared += member.shared;
    }
    const auto& data = guarded_->unguarded();
    if (shared == 0 && data.entered == done && data.left == done) return {};
    return "wrong result: of " + std::to_string(done) + " critical sections " + std::to_string(shared) +
           " began while another one was not over, and what they protect counts " + std::to_string(data.entered) +
           " of them begun and " + std::to_string(data.left) + " over";
  }

  void leave(unsigned member) { members_[member].handle.reset(); }

  unsigned first_counted() const { return 0; }

 private:
  struct Member {
    std::unique_ptr<Handle<L>> handle;
    std::uint64_t done = 0, shared = 0;  // sections, and those of them that were not alone; warm-up included
  };

  std::unique_ptr<Guarded<L, Protected>> guarded_;
  std::vector<Member> members_;
  const unsigned inside_, outside_;
};

}  // namespace syncbench
