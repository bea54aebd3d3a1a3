// Several threads that start together, and a watchdog: a hang is a failure with a message.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <latch>
#include <mutex>
#include <thread>
#include <vector>

namespace syncbench {

// Runs job(0) .. job(threads-1), each on a thread of its own, and returns when all have. If they do not within
// `patience`, says which ones and aborts: the other threads cannot be stopped.
template <class Job>
void run_together(unsigned threads, Job job, std::chrono::seconds patience = std::chrono::seconds(30)) {
  std::latch start(threads);
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<bool> returned(threads, false);
  unsigned left = threads;

  std::vector<std::jthread> crowd;
  for (unsigned i = 0; i < threads; ++i) {
    crowd.emplace_back([&, i] {
      start.arrive_and_wait();
      job(i);
      const std::lock_guard lock(mutex);
      returned[i] = true;
      if (--left == 0) changed.notify_one();
    });
  }
  std::unique_lock lock(mutex);
  if (changed.wait_for(lock, patience, [&] { return left == 0; })) return;
  std::fprintf(stderr,
               "hung: after %lld s these threads have not returned:", static_cast<long long>(patience.count()));
  for (unsigned i = 0; i < threads; ++i) {
    if (!returned[i]) std::fprintf(stderr, " %u", i);
  }
  std::fputs("\n", stderr);
  std::abort();
}

}  // namespace syncbench
