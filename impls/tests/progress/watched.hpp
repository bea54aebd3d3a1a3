// A Platform on which each thread may have somebody who is told of each of its accesses before it is made.
#pragma once

#include <string_view>

#include "impls/platform/hooked.hpp"

namespace syncbench {

class Watcher {
 public:
  virtual void before(Access access) = 0;
  virtual bool fails_spuriously() { return false; }

 protected:
  ~Watcher() = default;
};

// Of this thread.
inline thread_local Watcher* watcher = nullptr;

struct TellsWatcher {
  static void before(Access access) {
    if (watcher != nullptr) watcher->before(access);
  }
  static bool fails_spuriously() { return watcher != nullptr && watcher->fails_spuriously(); }
};

// Nobody sleeps in the kernel, where a thread could not be told to go on: a wait that returns at once is one that
// ended for no reason, as it may.
struct WatchedPlatform : HookedPlatform<TellsWatcher> {
  static void wait(const atomic<int>&, int) { TellsWatcher::before(Access::wait); }
  static void wake_one(atomic<int>&) { TellsWatcher::before(Access::wake); }
  static void wake_all(atomic<int>&) { TellsWatcher::before(Access::wake); }
};

constexpr std::string_view to_string(Access access) {
  switch (access) {
    case Access::load: return "load";
    case Access::store: return "store";
    case Access::exchange: return "exchange";
    case Access::fetch_add: return "fetch_add";
    case Access::fetch_sub: return "fetch_sub";
    case Access::fetch_or: return "fetch_or";
    case Access::compare_exchange: return "compare_exchange";
    case Access::fence: return "fence";
    case Access::read: return "read";
    case Access::write: return "write";
    case Access::pause: return "pause";
    case Access::wait: return "wait";
    case Access::wake: return "wake";
    case Access::dispose: return "dispose";
  }
  return "?";
}

}  // namespace syncbench
