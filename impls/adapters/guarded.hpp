// A lock together with what it guards, for the adapters that turn any lock into another kind.
#pragma once

#include <concepts>
#include <utility>

#include "impls/cache_line.hpp"
#include "impls/instance.hpp"
#include "impls/lock.hpp"

namespace syncbench {

// The lock and the first words of the data share a cache line on purpose: the owner fetches both at once.
template <Lock L, class Data>
class alignas(cache_line) Guarded {
 public:
  template <class... Args>
  explicit Guarded(const Limits& limits, Args&&... args) : lock_(made(limits)), data_(std::forward<Args>(args)...) {}

  L& mutex() { return lock_; }

  // Runs section(data) as the only owner and returns its answer. The section must not throw.
  template <class Section, class... LockLocal>
  auto locked(Section&& section, LockLocal&... local) {
    lock_.lock(local...);
    auto answer = section(data_);
    lock_.unlock(local...);
    return answer;
  }

  // For when no other thread can be inside.
  const Data& unguarded() const { return data_; }

 private:
  // As make_instance does, but in place: a lock cannot be moved.
  static L made(const Limits& limits) {
    if constexpr (std::constructible_from<L, const Limits&>) {
      return L(limits);
    } else {
      return L();
    }
  }

  L lock_;
  Data data_;
};

// Base of an adapter: passes on the lock's Local where there is one. Adapter::mutex() is the lock.
template <class Adapter, Lock L>
struct PassesLocal {};

template <class Adapter, Lock L>
requires HasLocal<L>
struct PassesLocal<Adapter, L> {
  struct Local {
    Local(Adapter& adapter, unsigned thread) : lock(adapter.mutex(), thread) {}
    typename L::Local lock;
  };
};

}  // namespace syncbench
