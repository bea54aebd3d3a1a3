// Waiting policy: spins as long as spin_yield does before it yields, then sleeps until the other side did something.
//
// The attempt that must come between an eventcount's prepare() and wait() is the caller's next one: wait() first spins,
// then prepares, and sleeps only when it is called once more, for that attempt failed too. Whoever waits must also look
// whether it is to stop between any two calls of wait(), and whoever stops it must call wake_all() after having said so.
#pragma once

#include <string_view>

#include "impls/platform/std.hpp"
#include "impls/wait/eventcount.hpp"

namespace syncbench {

// One object a thread. reset() tells the other side: it comes after what that side waits for can be seen.
class Park {
 public:
  static constexpr std::string_view name = "park";

  // What all threads at one queue share. Each side sleeps at its own: those who push until there is room, those who pop
  // until there is a task.
  struct Shared {
    EventCount<> room, tasks;

    void wake_all() noexcept {
      room.notify();
      tasks.notify();
    }
  };

  static Park pushing(Shared& shared) noexcept { return Park(shared.room, shared.tasks); }
  static Park popping(Shared& shared) noexcept { return Park(shared.tasks, shared.room); }

  void wait() noexcept {
    if (attempts_ < spins) {
      ++attempts_;
      StdPlatform::pause();
    } else if (!prepared_) {
      key_ = awaited_.prepare();
      prepared_ = true;
    } else {
      awaited_.wait(key_);
      start_again();
    }
  }

  void reset() noexcept {
    start_again();
    told_.notify();
  }

 private:
  Park(EventCount<>& awaited, EventCount<>& told) noexcept : awaited_(awaited), told_(told) {}

  void start_again() noexcept {
    attempts_ = 0;
    prepared_ = false;
  }

  static constexpr unsigned spins = 32;  // as SpinYield's
  EventCount<>& awaited_;
  EventCount<>& told_;
  unsigned attempts_ = 0;
  bool prepared_ = false;
  int key_ = 0;
};

}  // namespace syncbench
