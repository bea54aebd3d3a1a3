// A thread that moves only when it is told to, and stops just before an access to shared memory.
//
// One thread moves at a time, so what happens does not depend on the machine.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

#include "impls/tests/progress/watched.hpp"

namespace syncbench {

class Puppet final : public Watcher {
 public:
  // Why it stands: it has made all accesses that it was allowed; it begins to wait; its script says halt().
  enum class Stop { access, pause, halt };

  // The puppet's own thread plays script() here, from the first move() on.
  template <class Script>
  void play(Script script) {
    await_move();
    watcher = this;
    script();
    watcher = nullptr;
  }

  // For the script: stands still until the next move(). Once let go it does not.
  void halt() {
    if (!free_) stop(Stop::halt);
  }
  bool is_free() const noexcept { return free_; }

  // For the one who pulls the strings, as all below. The puppet goes on until it is about to make one more access
  // than these, or to pause or sleep for this many times (0: that does not matter), or halts.
  Stop move(std::uint64_t accesses, unsigned pauses = 0) {
    std::unique_lock lock(mutex_);
    allowed_ = accesses;
    pauses_ = pauses;
    moves_ = true;
    told_.notify_one();
    stopped_.wait(lock, [this] { return !moves_; });
    return why_;
  }

  // From now on it runs like any other thread.
  void let_go() {
    const std::lock_guard lock(mutex_);
    free_ = true;
    moves_ = true;
    told_.notify_one();
  }

  // The access before which it stands.
  Access at() const noexcept { return at_; }

 private:
  void before(Access access) override {
    const bool waits = access == Access::pause || access == Access::wait;
    at_ = access;
    if (!free_ && waits && pauses_ != 0 && --pauses_ == 0) stop(Stop::pause);
    while (!free_ && allowed_ == 0) stop(Stop::access);
    if (free_) {
      if (waits) std::this_thread::yield();  // it waits for a thread that may need this CPU
    } else {
      --allowed_;
    }
  }

  void stop(Stop why) {
    {
      const std::lock_guard lock(mutex_);
      why_ = why;
      moves_ = false;
      stopped_.notify_one();
    }
    await_move();
  }

  void await_move() {
    std::unique_lock lock(mutex_);
    told_.wait(lock, [this] { return moves_; });
  }

  std::mutex mutex_;
  std::condition_variable told_, stopped_;
  bool moves_ = false;
  // Written by one side while the other one waits.
  bool free_ = false;
  std::uint64_t allowed_ = 0;
  unsigned pauses_ = 0;
  Stop why_ = Stop::halt;
  Access at_{};
};

}  // namespace syncbench
