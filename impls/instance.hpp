// How tests and benchmarks make a strategy and call it, whatever it asks for.
//
// A strategy may ask for two things:
//   - a constructor that takes Limits; otherwise it is default-constructed;
//   - a nested `Local`, its state per thread (a shard, hazard pointers, a token), made from (object, thread index)
//     on the thread that uses it and destroyed there, after the last call of any thread and before the object; it
//     is then the last argument of every call.
#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

#include "impls/cache_line.hpp"
#include "impls/info.hpp"

namespace syncbench {

struct Limits {
  unsigned threads;          // indices are 0 .. threads-1
  std::size_t capacity = 0;  // of a queue: how many tasks it must be able to hold; a power of two, at least 2
};

template <class S>
concept Described = requires {
  { S::info } -> std::convertible_to<const Info&>;
};

template <class S>
concept HasLocal = requires {
  typename S::Local;
};

// What makes a counter or a queue of a lock (impls/adapters/): mutex() is that lock.
template <class S>
concept LockAdapter = requires(S& adapter) {
  adapter.mutex();
};

template <LockAdapter S>
using LockOf = std::remove_reference_t<decltype(std::declval<S&>().mutex())>;

// What no strategy of any kind may get wrong; does not compile if this one does. The doors of the kinds add theirs
// and apply them to all of their lists.
template <class S>
consteval bool checked_strategy() {
  static_assert(Described<S>,
                "syncbench: the strategy does not say what it is; give it `static constexpr Info info{...}`");
  if constexpr (Described<S>) {
    static_assert(is_name(S::info.name),
                  "syncbench: info.name is no name; use one or more lower-case letters, digits and underscores");
    if constexpr (LockAdapter<S>) {
      static_assert(S::info.progress == Progress::blocking,
                    "syncbench: what works under a lock is blocking, whatever the lock; declare Progress::blocking");
    }
  }
  static_assert(std::constructible_from<S, const Limits&> || std::default_initializable<S>,
                "syncbench: the strategy cannot be made; give it a constructor from const Limits&, or from nothing");
  if constexpr (HasLocal<S>) {
    static_assert(std::constructible_from<typename S::Local, S&, unsigned>,
                  "syncbench: Local cannot be made; give it a constructor from (strategy&, unsigned thread)");
  }
  return true;
}

// The same strategy with its smallest tuning, if it has one to choose, so that in tests a few calls reach every branch:
// specialized beside the strategy.
template <class S>
struct SmallestOf {
  using type = S;
};

template <class S>
using Smallest = typename SmallestOf<S>::type;

template <class S>
std::unique_ptr<S> make_instance(const Limits& limits) {
  if constexpr (std::constructible_from<S, const Limits&>) {
    return std::make_unique<S>(limits);
  } else {
    return std::make_unique<S>();
  }
}

// One thread's way to a strategy. Calls go through `call`, which hands over the Local where there is one:
//   handle.call([&](auto& queue, auto&... local) { return queue.try_push(task, local...); });
template <class S>
class alignas(cache_line) Handle {
 public:
  Handle(S& object, unsigned /*thread*/) : object_(&object) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  template <class F>
  decltype(auto) call(F&& f) {
    return f(*object_);
  }

 private:
  S* object_;
};

template <HasLocal S>
class alignas(cache_line) Handle<S> {
 public:
  Handle(S& object, unsigned thread) : object_(&object), local_(object, thread) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  template <class F>
  decltype(auto) call(F&& f) {
    return f(*object_, local_);
  }

 private:
  S* object_;
  typename S::Local local_;
};

}  // namespace syncbench
