// The watchdog: a thread that hangs is shown, whatever it is doing.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "impls/watchdog/crowd.hpp"
#include "impls/watchdog/patience.hpp"

namespace syncbench {

// noinline: so that the frame has this name.
[[gnu::noinline]] void spin_for_ever(const std::atomic<bool>& stop) {
  while (!stop.load(std::memory_order_relaxed)) {
  }
}

namespace {

[[gnu::noinline]] void sleep_for_ever(const std::atomic<bool>& stop) {
  while (!stop.load(std::memory_order_relaxed)) std::this_thread::sleep_for(std::chrono::hours(1));
}

[[gnu::noinline]] void wait_for_ever(const std::atomic<bool>& stop) {
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock lock(mutex);
  never.wait(lock, [&] { return stop.load(std::memory_order_relaxed); });
}

// Thread 1 of 3 returns, or throws, and then the others hang: when it has, as far as can be told.
void hang(void (*in)(const std::atomic<bool>&), bool throws = false) {
  const std::atomic<bool> stop{false};
  std::atomic<bool> gone{false};  // relaxed: it orders nothing but the end of a thread that does no more
  run_together("some_ring", 3, [&](unsigned thread, Doing& self) {
    for (std::uint64_t i = 0; i <= 17; ++i) self.now("try_push", i);
    if (thread == 1) {
      gone.store(true, std::memory_order_relaxed);
      if (throws) throw std::runtime_error("the ring is bent");
      return;
    }
    while (!gone.load(std::memory_order_relaxed)) std::this_thread::yield();
    in(stop);
  });
}

class WatchdogDeathTest : public ::testing::Test {
 protected:
  WatchdogDeathTest() {
    ::testing::GTEST_FLAG(death_test_style) = "threadsafe";
    setenv("SYNCBENCH_WATCHDOG_S", "1", 1);
  }
  ~WatchdogDeathTest() override { unsetenv("SYNCBENCH_WATCHDOG_S"); }
};

std::string shown(const std::string& function) {
  const auto at = [&](const std::string& thread) {
    return "some_ring: thread " + thread + ", last try_push 17, at:\n.*" + function + ".*";
  };
  return at("0") + at("2") + "\nsome_ring: hung: after 1 s these threads have not returned: 0, 2\n$";
}

TEST_F(WatchdogDeathTest, shows_a_thread_that_spins) {
  EXPECT_EXIT(hang(spin_for_ever), ::testing::KilledBySignal(SIGABRT), shown("syncbench::spin_for_ever\\("));
}

TEST_F(WatchdogDeathTest, shows_a_thread_that_sleeps_by_the_clock_even_in_a_function_of_internal_linkage) {
  EXPECT_EXIT(hang(sleep_for_ever), ::testing::KilledBySignal(SIGABRT),
              shown("\\(anonymous namespace\\)::sleep_for"));
}

TEST_F(WatchdogDeathTest, shows_a_thread_that_waits_to_be_woken) {
  EXPECT_EXIT(hang(wait_for_ever), ::testing::KilledBySignal(SIGABRT), shown("\\(anonymous namespace\\)::wait_for"));
}

TEST_F(WatchdogDeathTest, tells_what_a_thread_threw_for_which_the_others_may_wait) {
  EXPECT_EXIT(hang(sleep_for_ever, true), ::testing::KilledBySignal(SIGABRT),
              "some_ring: thread 1 threw: the ring is bent\n" + shown("\\(anonymous namespace\\)::sleep_for"));
}

TEST_F(WatchdogDeathTest, says_nothing_of_an_operation_if_the_job_never_told) {
  EXPECT_EXIT(run_together("silent", 1, [](unsigned) { std::this_thread::sleep_for(std::chrono::hours(1)); }),
              ::testing::KilledBySignal(SIGABRT), "silent: thread 0, at:\n");
}

TEST_F(WatchdogDeathTest, says_so_if_a_thread_does_not_answer) {
  const auto deaf = [] {
    run_together("deaf", 1, [](unsigned) {
      sigset_t all;
      sigfillset(&all);
      pthread_sigmask(SIG_BLOCK, &all, nullptr);
      std::this_thread::sleep_for(std::chrono::hours(1));
    });
  };
  EXPECT_EXIT(deaf(), ::testing::KilledBySignal(SIGABRT), "deaf: thread 0, does not answer\n");
}

TEST_F(WatchdogDeathTest, ends_the_process_even_if_nothing_can_be_printed) {
  const auto mute = [] {
    int ends[2];
    if (pipe(ends) != 0 || dup2(ends[1], STDERR_FILENO) < 0) return;
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    while (write(ends[1], "fills the pipe", 14) > 0) {
    }
    fcntl(ends[1], F_SETFL, 0);
    hang(sleep_for_ever);
  };
  EXPECT_EXIT(mute(), ::testing::KilledBySignal(SIGALRM), "");
}

TEST(Watchdog, lets_each_thread_run_once_and_returns_when_all_have) {
  std::vector<std::atomic<int>> calls(5);
  run_together("calm", 5, [&](unsigned thread) { ++calls[thread]; });
  run_together("calm", 5, [&](unsigned thread, Doing&) { ++calls[thread]; });
  for (const auto& count : calls) EXPECT_EQ(count, 2);
}

TEST(Watchdog, throws_what_a_job_threw_when_all_have_returned) {
  std::atomic<int> returned{0};  // relaxed: read after the join
  const auto job = [&](unsigned thread) {
    if (thread == 1) throw std::out_of_range("thread 1");
    if (thread == 3) throw std::runtime_error("thread 3");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    returned.fetch_add(1, std::memory_order_relaxed);
  };
  EXPECT_THROW(run_together("thrown", 5, job), std::out_of_range) << "the first thread's is thrown";
  EXPECT_EQ(returned.load(std::memory_order_relaxed), 3);
}

TEST(Watchdog, refuses_a_setting_that_is_no_number_of_seconds) {
  for (const auto* text : {"0", "-5", "0.5", "abc", "nan"}) {
    setenv("SYNCBENCH_WATCHDOG_S", text, 1);
    EXPECT_THROW(watchdog_patience(), std::invalid_argument) << text;
  }
  setenv("SYNCBENCH_WATCHDOG_S", "7", 1);
  EXPECT_EQ(watchdog_patience(std::chrono::seconds(20)), std::chrono::seconds(7));
  unsetenv("SYNCBENCH_WATCHDOG_S");
  EXPECT_EQ(watchdog_patience(std::chrono::seconds(20)), std::chrono::seconds(20));
}

}  // namespace
}  // namespace syncbench
