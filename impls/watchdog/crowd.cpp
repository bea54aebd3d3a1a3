#include "impls/watchdog/crowd.hpp"

#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <latch>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "impls/watchdog/patience.hpp"
#include "impls/watchdog/stacks.hpp"

namespace syncbench {

std::string Doing::last() const {
  // relaxed: see now().
  const auto* operation = operation_.load(std::memory_order_relaxed);
  if (operation == nullptr) return {};
  return "last " + std::string(operation) + " " + std::to_string(number_.load(std::memory_order_relaxed));
}

namespace detail {
namespace {

std::string what_of(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "something that is no std::exception";
  }
}

}  // namespace

void run_watched(std::string_view name, unsigned threads, const std::function<void(unsigned, Doing&)>& job,
                 std::chrono::seconds patience) {
  patience = watchdog_patience(patience);
  prepare_stacks();
  const std::string who(name);
  std::latch start(threads);
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<bool> returned(threads, false);
  unsigned left = threads;
  std::vector<Doing> doing(threads);
  std::vector<std::exception_ptr> thrown(threads);

  std::vector<std::jthread> crowd;
  try {
    for (unsigned i = 0; i < threads; ++i) {
      crowd.emplace_back([&, i] {
        start.arrive_and_wait();
        try {
          job(i, doing[i]);
        } catch (...) {
          thrown[i] = std::current_exception();  // read by whoever has seen, under the lock, that it returned
        }
        const std::lock_guard lock(mutex);
        returned[i] = true;
        if (--left == 0) changed.notify_one();
      });
    }
  } catch (const std::system_error& error) {  // those that are there wait for the rest, so they cannot be joined
    std::fprintf(stderr, "%s: cannot start thread %zu of %u (%s)\n", who.c_str(), crowd.size(), threads,
                 error.code().message().c_str());
    std::abort();
  }

  std::unique_lock lock(mutex);
  for (int slice = 0; slice < patience_slices; ++slice) {
    const auto time = std::chrono::duration_cast<std::chrono::milliseconds>(patience) / patience_slices;
    if (!changed.wait_for(lock, time, [&] { return left == 0; })) continue;
    lock.unlock();
    crowd.clear();  // joins them
    for (const auto& one : thrown) {
      if (one != nullptr) std::rethrow_exception(one);
    }
    return;
  }
  // The lock stays ours, so that no thread ends while its stack is read.
  std::string missing;
  std::vector<Suspect> suspects;
  for (unsigned i = 0; i < threads; ++i) {
    if (returned[i]) {
      if (thrown[i] != nullptr) {
        std::fprintf(stderr, "%s: thread %u threw: %s\n", who.c_str(), i, what_of(thrown[i]).c_str());
      }
      continue;
    }
    missing += (missing.empty() ? "" : ", ") + std::to_string(i);
    const auto last = doing[i].last();
    suspects.push_back({.who = who + ": thread " + std::to_string(i) + (last.empty() ? "" : ", " + last),
                        .thread = crowd[i].native_handle()});
  }
  print_stacks(suspects);
  std::fprintf(stderr, "%s: hung: after %lld s these threads have not returned: %s\n", who.c_str(),
               static_cast<long long>(patience.count()), missing.c_str());
  std::abort();
}

}  // namespace detail
}  // namespace syncbench
