// Several threads that start together, and a watchdog: a hang is a failure with a message.
#pragma once

#include <atomic>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "impls/cache_line.hpp"

namespace syncbench {

// What a thread is about to do, for the watchdog to tell. On a line of its own: writing it disturbs nobody.
class alignas(cache_line) Doing {
 public:
  // `operation` lives as long as the program (a string literal). relaxed: the watchdog reads it when the thread has
  // not moved for a long time, and follows no pointer to what the thread wrote.
  void now(const char* operation, std::uint64_t number = 0) noexcept {
    operation_.store(operation, std::memory_order_relaxed);
    number_.store(number, std::memory_order_relaxed);
  }

  // "last try_push 17"; empty if the thread never said anything.
  std::string last() const;

 private:
  std::atomic<const char*> operation_{nullptr};
  std::atomic<std::uint64_t> number_{0};
};

namespace detail {
void run_watched(std::string_view name, unsigned threads, const std::function<void(unsigned, Doing&)>& job,
                 std::chrono::seconds patience);
}  // namespace detail

// Runs job(0) .. job(threads-1), each on a thread of its own, and returns when all have. A job may also take a
// Doing&: job(thread, self), and say self.now("try_push", i) before each operation. If they do not all return within
// `patience` (or SYNCBENCH_WATCHDOG_S), prints for each thread that is still there `name`, its last operation and its
// stack, and as the last line which threads they are, and aborts: the other threads cannot be stopped.
template <class Job>
void run_together(std::string_view name, unsigned threads, Job job,
                  std::chrono::seconds patience = std::chrono::seconds(20)) {
  if constexpr (std::invocable<Job&, unsigned, Doing&>) {
    detail::run_watched(name, threads, std::ref(job), patience);
  } else {
    detail::run_watched(
        name, threads, [&job](unsigned thread, Doing&) { job(thread); }, patience);
  }
}

}  // namespace syncbench
