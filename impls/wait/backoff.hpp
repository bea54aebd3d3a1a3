// What a thread does while another one finishes a few instructions: longer and longer pauses, then it gives the CPU
// away.
//
// The first pause is not the shortest: a line that is asked for at once is taken away from the thread that works on
// it. And the pauses end, since where threads outnumber CPUs that thread may not be running.
// Source: Anderson, "The Performance of Spin Lock Alternatives for Shared-Memory Multiprocessors", IEEE TPDS 1(1),
// 1990.
#pragma once

namespace syncbench {

// One object a wait.
template <class Platform, unsigned most_pauses>
class Backoff {
 public:
  void wait() noexcept {
    if (pauses_ > most_pauses) return Platform::yield();
    for (unsigned i = 0; i < pauses_; ++i) Platform::pause();
    pauses_ *= 2;
  }

 private:
  static_assert(most_pauses > 0 && most_pauses <= 1U << 20);
  unsigned pauses_ = (most_pauses + 7) / 8;
};

}  // namespace syncbench
