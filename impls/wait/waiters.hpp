// The threads that wait at one queue: how each gets its waiting policy, and what they share if that lets them sleep.
//
// A policy that does not sleep is made from nothing. One that does has a `Shared` and is made from it, for one side or the
// other (park.hpp).
#pragma once

namespace syncbench {

template <class Wait>
concept ParkingPolicy = requires {
  typename Wait::Shared;
};

template <class Wait>
class Waiters {
 public:
  static constexpr bool sleep = false;

  Wait pushing() noexcept { return {}; }
  Wait popping() noexcept { return {}; }
  void wake_all() noexcept {}
};

template <ParkingPolicy Wait>
class Waiters<Wait> {
 public:
  static constexpr bool sleep = true;

  Wait pushing() noexcept { return Wait::pushing(shared_); }
  Wait popping() noexcept { return Wait::popping(shared_); }
  // To be called after they were told to stop.
  void wake_all() noexcept { shared_.wake_all(); }

 private:
  typename Wait::Shared shared_;
};

}  // namespace syncbench
