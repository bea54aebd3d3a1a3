// Entrants that lie: the harness has to catch each of them in the timed run, and the recorded check before it.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <mutex>
#include <thread>

#include "benchmarks/harness/ledger.hpp"
#include "impls/info.hpp"
#include "impls/wait/semaphore.hpp"

namespace syncbench {

// How often they lie: seldom, but at least once even in the short windows of a test on a slow machine.
inline constexpr std::uint64_t every = 20;

constexpr Info liar(std::string_view name, QueueTraits traits = {}) {
  return {.name = name,
          .family = Family::mutex,
          .source = Source::syncbench,
          .progress = Progress::blocking,
          .queue = traits};
}

// Does nothing at all, very fast.
class NullCounter {
 public:
  static constexpr Info info = liar("null");
  void add(std::uint64_t) {}
  std::uint64_t value() const { return 0; }
};

// Forgets one addition in `every`.
class LossyCounter {
 public:
  static constexpr Info info = liar("lossy");
  std::uint64_t fetch_add(std::uint64_t n) {
    const bool forgets = n != 0 && (calls_.fetch_add(1, std::memory_order_relaxed) + 1) % every == 0;
    return sum_.fetch_add(forgets ? 0 : n, std::memory_order_relaxed);
  }
  void add(std::uint64_t n) { fetch_add(n); }
  std::uint64_t value() const { return sum_; }

 private:
  std::atomic<std::uint64_t> calls_{0}, sum_{0};
};

// Stops answering after a while.
class StuckCounter {
 public:
  static constexpr Info info = liar("stuck");
  std::uint64_t fetch_add(std::uint64_t n) {
    const auto before = sum_.fetch_add(n, std::memory_order_relaxed);
    while (before >= 100) std::this_thread::sleep_for(std::chrono::hours(1));
    return before;
  }
  void add(std::uint64_t n) { fetch_add(n); }
  std::uint64_t value() const { return sum_; }

 private:
  std::atomic<std::uint64_t> sum_{0};
};

// An honest queue to build liars from; Twist changes what happens to the n-th task that is pushed or popped.
template <class Twist>
class TwistedQueue {
 public:
  static constexpr Info info = liar(Twist::name, {.bounded = false});

  bool try_push(const Task& task) {
    const std::lock_guard lock(mutex_);
    twist_.push(tasks_, task, pushes_++);
    return true;
  }

  bool try_pop(Task& task) {
    const std::lock_guard lock(mutex_);
    return twist_.pop(tasks_, task);
  }

 private:
  std::mutex mutex_;
  std::deque<Task> tasks_;
  std::uint64_t pushes_ = 0;
  Twist twist_;
};

struct Honest {
  static constexpr std::string_view name = "honest";
  void push(std::deque<Task>& tasks, const Task& task, std::uint64_t) { tasks.push_back(task); }
  bool pop(std::deque<Task>& tasks, Task& task) {
    if (tasks.empty()) return false;
    task = tasks.front();
    tasks.pop_front();
    return true;
  }
};

struct Loses : Honest {
  static constexpr std::string_view name = "loses";
  void push(std::deque<Task>& tasks, const Task& task, std::uint64_t n) {
    if ((n + 1) % every != 0) tasks.push_back(task);
  }
};

struct Duplicates : Honest {
  static constexpr std::string_view name = "duplicates";
  void push(std::deque<Task>& tasks, const Task& task, std::uint64_t n) {
    tasks.push_back(task);
    if ((n + 1) % every == 0) tasks.push_back(task);
  }
};

// The count is right: in place of one task another comes twice.
struct Swaps : Honest {
  static constexpr std::string_view name = "swaps";
  Task last;
  void push(std::deque<Task>& tasks, const Task& task, std::uint64_t n) {
    tasks.push_back((n + 1) % every == 0 ? last : task);
    last = task;
  }
};

struct Reorders : Honest {
  static constexpr std::string_view name = "reorders";
  bool pop(std::deque<Task>& tasks, Task& task) {
    if (tasks.size() > 1) std::swap(tasks[0], tasks[1]);
    return Honest::pop(tasks, task);
  }
};

struct Invents : Honest {
  static constexpr std::string_view name = "invents";
  void push(std::deque<Task>& tasks, const Task& task, std::uint64_t n) {
    tasks.push_back((n + 1) % every == 0 ? Task(60'000, task.number()) : task);
  }
};

struct AlwaysEmpty : Honest {
  static constexpr std::string_view name = "always_empty";
  bool pop(std::deque<Task>&, Task&) { return false; }
};

// Refuses everything, so that nothing can go wrong.
class NullQueue {
 public:
  static constexpr Info info = liar("null");
  bool try_push(const Task&) { return false; }
  bool try_pop(Task&) { return false; }
};

// Never runs dry, not even after the last task.
class EndlessQueue {
 public:
  static constexpr Info info = liar("endless");
  bool try_push(const Task&) { return true; }
  bool try_pop(Task& task) {
    task = Task(0, next_.fetch_add(1, std::memory_order_relaxed));
    return true;
  }

 private:
  std::atomic<std::uint64_t> next_{0};
};

// Lets everybody in.
class NullLock {
 public:
  static constexpr Info info = liar("null");
  void lock() {}
  void unlock() {}
};

// Lets two in at a time.
class LaxLock {
 public:
  static constexpr Info info = liar("lax");
  void lock() { permits_.acquire(); }
  void unlock() { permits_.release(); }

 private:
  Semaphore<> permits_{2};
};

}  // namespace syncbench
