// Time stamps that order the calls of all threads: what recorded histories are made of.
//
// On x86-64 the time-stamp counter, elsewhere nanoseconds of the steady clock. A history is only as true as its
// stamps: ask stamps_agree_between_cpus() before believing one.
#pragma once

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <thread>
#include <vector>

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

namespace detail {

// Keeps the calling thread on one CPU, and puts it back where it may run. Where the system does not allow it, it does
// nothing.
class Pinned {
 public:
  explicit Pinned(int cpu) noexcept {
    known_ = sched_getaffinity(0, sizeof before_, &before_) == 0;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(static_cast<unsigned>(cpu), &one);
    if (known_) sched_setaffinity(0, sizeof one, &one);
  }
  ~Pinned() {
    if (known_) sched_setaffinity(0, sizeof before_, &before_);
  }
  Pinned(const Pinned&) = delete;
  Pinned& operator=(const Pinned&) = delete;

 private:
  cpu_set_t before_;
  bool known_;
};

// Those that this thread may run on; at most `most`, evenly chosen, and the first. Empty if the system does not tell.
inline std::vector<int> usable_cpus(std::size_t most) {
  cpu_set_t mask;
  if (sched_getaffinity(0, sizeof mask, &mask) != 0) return {};
  std::vector<int> all;
  for (unsigned cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &mask)) all.push_back(static_cast<int>(cpu));
  }
  if (all.size() <= most) return all;
  std::vector<int> some;
  for (std::size_t i = 0; i < most; ++i) some.push_back(all[i * all.size() / most]);
  return some;
}

// This thread and one more, which first calls go_there(), hand a word back and forth: false if a stamp taken after
// receiving was ever below the one taken before sending. It ends after `rounds`, or, where the threads hardly get
// CPUs, after some time and a few rounds.
template <class GoThere>
bool stamps_agree(unsigned rounds, const GoThere& go_there) {
  constexpr unsigned few = 8, over = ~0U;
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(50);
  std::atomic<unsigned> turn{0};
  Stamp last = 0;     // written by the thread whose turn it is
  bool agree = true;  // as well
  const auto play = [&](unsigned parity) {
    for (auto round = parity; round < rounds; round += 2) {
      // acquire: pairs with (1), so that the other thread's stamp is read after it was taken.
      for (unsigned seen; (seen = turn.load(std::memory_order_acquire)) != round; std::this_thread::yield()) {
        if (seen == over) return;
      }
      const auto received = now();
      if (received < last) agree = false;
      // Even rounds are this thread's, and it alone ends before time: the other one waits for it.
      const bool ends = parity == 0 && round >= few && std::chrono::steady_clock::now() > end;
      last = now();
      turn.store(ends ? over : round + 1, std::memory_order_release);  // (1)
      if (ends) return;
    }
  };
  std::jthread other([&] {
    [[maybe_unused]] const auto there = go_there();
    play(1);
  });
  play(0);
  other.join();
  return agree;
}

}  // namespace detail

// Whether no two CPUs' stamps were seen to disagree: the first CPU that this thread may run on plays with each of the
// others, or with 63 evenly chosen where there are more. Takes 50 ms a CPU at most, but for a crowded machine.
inline bool stamps_agree_between_cpus(unsigned rounds = 300) {
  constexpr std::size_t most = 64;
  const auto cpus = detail::usable_cpus(most);
  if (cpus.empty()) return detail::stamps_agree(rounds * 10, [] { return 0; });  // wherever the system runs them
  const detail::Pinned here(cpus.front());
  return std::all_of(cpus.begin() + 1, cpus.end(), [rounds](int cpu) {
    return detail::stamps_agree(rounds, [cpu] { return detail::Pinned(cpu); });
  });
}

}  // namespace syncbench
