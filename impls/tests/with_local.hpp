// A lock whose calls need a Local: shows that the adapters pass it on.
#pragma once

#include <mutex>
#include <stdexcept>

#include "impls/info.hpp"

namespace syncbench {

class LockWithLocal {
 public:
  static constexpr Info info{
      .name = "with_local", .family = Family::mutex, .source = Source::std, .progress = Progress::blocking};

  struct Local {
    Local(LockWithLocal& lock, unsigned index) : owner(&lock), thread(index) {}
    LockWithLocal* owner;
    unsigned thread;
  };

  void lock(Local& local) {
    if (local.owner != this) throw std::logic_error("the Local of another lock");
    mutex_.lock();
    holder_ = &local;
  }

  void unlock(Local& local) {
    if (holder_ != &local) throw std::logic_error("unlocked with another Local than locked");
    mutex_.unlock();
  }

 private:
  std::mutex mutex_;
  Local* holder_ = nullptr;
};

}  // namespace syncbench
