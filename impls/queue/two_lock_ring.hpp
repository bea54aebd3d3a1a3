// Bounded ring with two locks, one a side; a side's lock is a bit of its position.
//
// Algorithm:   Michael and Scott's two locks over an array of bare tasks. Each side has one word on its own line: its
//              position and a lock bit. A thread takes the bit, moves one task and stores position + 1 without the
//              bit: that one store publishes the task and unlocks. Beside its word a side keeps what it last saw of
//              the other side's position, and looks again only when by that it is stuck: most calls touch no line of
//              the other side, and tasks travel several a line.
// Consistency: linearizable, strict FIFO, bounded by exactly `capacity`. A push or a pop takes effect at its store of
//              the position. "full" and "empty" are strict, each true when the call loads the other side's position:
//              its own lock keeps its own position still. A task counts as inside until its pop stores the position,
//              not only until its slot is read.
// Progress:    blocking: a thread that stops inside stops its own side. The other one goes on as far as there are
//              tasks or slots.
// Cost:        uncontended push or pop = 1 read-modify-write + 1 store-release; when stuck 1 load more, of the other
//              side's line. A batch likewise, whatever its size, but for the copying. No allocation after
//              construction.
// Source:      Michael, Scott: "Simple, Fast, and Practical Non-Blocking and Blocking Concurrent Queue Algorithms",
//              PODC 1996 (the two locks); Lee, Bu, Chandranmenon: "A Lock-Free, Cache-Efficient Multi-Core
//              Synchronization Mechanism for Line-Rate Network Traffic Monitoring" (MCRingBuffer), IPDPS 2010 (what
//              was last seen); Giacomoni, Moseley, Vachharajani: "FastForward for Efficient Pipeline Parallelism",
//              PPoPP 2008 (slipping).
//
// What makes it quick where lines are far: a read-modify-write waits until all earlier stores of the thread have got
// their lines, so the lines of slots to come are asked for in time. And slipping: sides at the same speed would meet
// at each task, and pass lines to and fro; who finds little when it looks leaves the other side a microsecond's lead
// and looks again. That trades the latency of a task that comes into an empty ring, and the time of a refusal, for
// throughput.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "impls/cache_line.hpp"
#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/platform/std.hpp"
#include "impls/wait/backoff.hpp"

namespace syncbench {

// `most_pauses`: how long a thread pauses at most before it looks again whether the bit is free; then it yields.
// `room`: slots for each task that may be inside; with 2, a push into a ring that is nearly full does not write to the
// very line that a consumer is reading. `slip`: pauses before a second look. A pause takes 10 to 140 cycles, by CPU.
template <class T, class Platform = StdPlatform, unsigned most_pauses = 512, std::size_t room = 2, unsigned slip = 64>
class TwoLockRingQueue {
  using Position = std::uint64_t;  // runs on, the mask makes it an index; 63 bits do not wrap around in a century

 public:
  static constexpr Info info{.name = "two_lock_ring",
                             .family = Family::atomic,
                             .source = Source::syncbench,
                             .progress = Progress::blocking,
                             .queue = {.order = Order::strict_fifo, .bounded = true}};

  explicit TwoLockRingQueue(const Limits& limits)
      : capacity_(limits.capacity),
        few_(std::max<Position>(1, limits.capacity / 16)),
        mask_(room * limits.capacity - 1),
        slots_(room * limits.capacity) {}

  bool try_push(const T& task) {
    const auto tail = take(producers_);
    if (tail - producers_.other.get() == capacity_ && !finds_slots(tail)) {
      give(producers_, tail);
      return false;
    }
    if (tail % tasks_a_line == 0) Platform::prefetch_for_write(&slots_[(tail + ahead) & mask_]);
    slots_[tail & mask_].set(task);
    give(producers_, tail + 1);
    return true;
  }

  bool try_pop(T& task) {
    const auto head = take(consumers_);
    if (head == consumers_.other.get() && !finds_tasks(head)) {
      give(consumers_, head);
      return false;
    }
    if (head % tasks_a_line == 0) __builtin_prefetch(&slots_[(head + ahead) & mask_]);
    task = slots_[head & mask_].get();
    give(consumers_, head + 1);
    return true;
  }

  std::size_t try_push_batch(const T* tasks, std::size_t n) {
    const auto tail = take(producers_);
    if (capacity_ - (tail - producers_.other.get()) < n) finds_slots(tail);
    const auto count = std::min<Position>(n, capacity_ - (tail - producers_.other.get()));
    for (auto at = tail; at != tail + count; ++at) {
      if (at % tasks_a_line == 0) Platform::prefetch_for_write(&slots_[(at + ahead) & mask_]);
      slots_[at & mask_].set(tasks[at - tail]);
    }
    give(producers_, tail + count);
    return count;
  }

  std::size_t try_pop_batch(T* tasks, std::size_t n) {
    const auto head = take(consumers_);
    if (consumers_.other.get() - head < n) finds_tasks(head);
    const auto count = std::min<Position>(n, consumers_.other.get() - head);
    for (auto at = head; at != head + count; ++at) {
      if (at % tasks_a_line == 0) __builtin_prefetch(&slots_[(at + ahead) & mask_]);
      tasks[at - head] = slots_[at & mask_].get();
    }
    give(consumers_, head + count);
    return count;
  }

 private:
  struct alignas(cache_line) Side {
    typename Platform::template atomic<Position> word{0};  // the position, twice, + 1 while a thread is inside
    typename Platform::template plain<Position> other{0};  // what was last seen of the other side; the lock guards it
  };

  static constexpr std::size_t tasks_a_line =
      std::max<std::size_t>(1, 64 / sizeof(typename Platform::template plain<T>));
  static constexpr Position ahead = 32;  // tasks: some hundred nanoseconds

  // Both out of line, so that a call that is not stuck saves no registers.
  [[gnu::noinline]] bool finds_slots(Position tail) {
    // acquire: pairs with (1) of the pops, so that what they emptied was read before we overwrite it.
    auto head = consumers_.word.load(std::memory_order_acquire) >> 1;
    if (capacity_ - (tail - head) < few_) {
      fall_back();
      head = consumers_.word.load(std::memory_order_acquire) >> 1;
    }
    producers_.other.set(head);
    return tail - head != capacity_;
  }

  [[gnu::noinline]] bool finds_tasks(Position head) {
    // acquire: pairs with (1) of the pushes, so that their tasks are written before we read them.
    auto tail = producers_.word.load(std::memory_order_acquire) >> 1;
    if (tail - head < few_) {
      fall_back();
      tail = producers_.word.load(std::memory_order_acquire) >> 1;
    }
    consumers_.other.set(tail);
    return tail != head;
  }

  static void fall_back() noexcept {
    for (unsigned i = 0; i < slip; ++i) Platform::pause();
  }

  // Returns the side's position, which is the caller's until give().
  static Position take(Side& side) noexcept {
    // acquire: pairs with (1), so that the last owner's `other` is visible, and whatever it acquired. Not a load and
    // a compare-exchange: the line would be fetched twice.
    while ((side.word.fetch_or(1, std::memory_order_acquire) & 1) != 0) await(side);
    // relaxed: it is ours; others only set the bit that is set.
    return side.word.load(std::memory_order_relaxed) >> 1;
  }

  // Out of line, so that a call that finds the bit free saves no registers.
  [[gnu::noinline]] static void await(const Side& side) noexcept {
    Backoff<Platform, most_pauses> backoff;
    do {
      backoff.wait();
      // relaxed: only a guess; the fetch_or decides.
    } while ((side.word.load(std::memory_order_relaxed) & 1) != 0);
  }

  // (1) release: pairs with the acquire of the side's next owner, and with the look of the other side, which has then
  // the slots of all positions below. It may read the word after an owner set the bit: a read-modify-write continues
  // the release sequence.
  static void give(Side& side, Position position) noexcept {
    side.word.store(position << 1, std::memory_order_release);
  }

  const Position capacity_, few_, mask_;
  std::vector<typename Platform::template plain<T>> slots_;
  Side producers_, consumers_;
  static_assert(alignof(Side) == cache_line && sizeof(Side) % cache_line == 0, "each side has its own line");
  static_assert(room != 0 && (room & (room - 1)) == 0, "the mask makes a position an index");
  static_assert(std::is_nothrow_copy_assignable_v<T>, "what throws halfway would leave the bit set");
};

template <class T, class Platform, unsigned most_pauses, std::size_t room, unsigned slip>
struct SmallestOf<TwoLockRingQueue<T, Platform, most_pauses, room, slip>> {
  using type = TwoLockRingQueue<T, Platform, 1, 1, 1>;  // yields soon, and uses slots again at once
};

}  // namespace syncbench
