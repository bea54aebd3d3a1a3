// Time stamps that order the calls of all threads: what recorded histories are made of.
//
// On x86-64 the time-stamp counter, elsewhere nanoseconds of the steady clock. A history is only as true as its
// stamps: ask stamps_agree_between_cpus() before believing one.
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>
#include <thread>

#if !defined(__x86_64__)
#include <chrono>
#endif

namespace syncbench {

using Stamp = std::uint64_t;

// The stamp of what has not happened.
inline constexpr Stamp never = std::numeric_limits<Stamp>::max();

// Not earlier than anything the thread did before, not later than anything it does after. The stores before it are
// visible to all threads by then (mfence): the store of a push that waits in the store buffer would make the push
// look finished while nobody can see its task, and a right "empty" of another thread look false.
inline Stamp now() noexcept {
#if defined(__x86_64__)
  std::uint32_t low = 0, high = 0;
  asm volatile("mfence\n\tlfence\n\trdtsc\n\tlfence" : "=a"(low), "=d"(high) : : "memory");
  return Stamp{high} << 32 | low;
#else
  std::atomic_thread_fence(std::memory_order_seq_cst);  // as above
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  std::atomic_thread_fence(std::memory_order_seq_cst);
  return static_cast<Stamp>(std::chrono::duration_cast<std::chrono::nanoseconds>(since).count());
#endif
}

// Two threads hand a word back and forth, wherever the system runs them: false if a stamp taken after receiving was
// ever below the one taken before sending.
inline bool stamps_agree_between_cpus(unsigned rounds = 4'000) {
  std::atomic<unsigned> turn{0};
  Stamp last = 0;     // written by the thread whose turn it is
  bool agree = true;  // as well
  const auto play = [&](unsigned parity) {
    for (auto round = parity; round < rounds; round += 2) {
      // acquire: pairs with (1), so that the other thread's stamp is read after it was taken.
      while (turn.load(std::memory_order_acquire) != round) std::this_thread::yield();
      const auto received = now();
      if (received < last) agree = false;
      last = now();
      turn.store(round + 1, std::memory_order_release);  // (1)
    }
  };
  std::jthread other(play, 1U);
  play(0);
  other.join();
  return agree;
}

}  // namespace syncbench
