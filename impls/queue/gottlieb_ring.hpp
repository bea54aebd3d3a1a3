// Gottlieb's ring: tickets by fetch-and-add, and credits so that nobody draws one in vain.
//
// Algorithm:   a push takes a credit from the free slots, draws the next ticket, waits until its slot has come round
//              to that ticket, fills it, hands it on to the pop of that ticket and adds a credit to the filled slots;
//              a pop likewise, the other way round. A credit is taken by test, decrement, retest: who finds none
//              gives back what he took, and answers "full" or "empty".
// Consistency: strict FIFO by ticket, bounded by exactly `capacity`. Not linearizable in its refusals: a thread that
//              has taken a credit and must give it back, or has a task halfway in or out, makes others say "empty" or
//              "full" that are not.
// Progress:    blocking: a thread that stops between ticket and hand-over stops whoever has that slot next. The wait
//              is short unless it stops: with a credit for ticket t, t - capacity + 1 calls of the other side have
//              come to an end, so the one that has the slot of ticket t has drawn its ticket, and has nobody to wait
//              for but those before it.
// Cost:        uncontended push or pop = 3 fetch-and-adds + 2 loads + 1 store-release; none can fail, so contention
//              adds no retries. No allocation after construction.
// Source:      Gottlieb, Lubachevsky, Rudolph: "Basic Techniques for the Efficient Coordination of Very Large Numbers
//              of Cooperating Sequential Processors", ACM TOPLAS 5(2), 1983; Freudenthal, Gottlieb: "Process
//              Coordination with Fetch-and-Increment", ASPLOS 1991.
#pragma once

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

// `most_pauses`: how long a thread pauses at most before it looks again whether it is its turn; then it yields.
template <class T, class Platform = StdPlatform, unsigned most_pauses = 64>
class GottliebRingQueue {
  using Number = std::uint64_t;

 public:
  static constexpr Info info{
      .name = "gottlieb_ring",
      .family = Family::atomic,
      .source = Source::syncbench,
      .progress = Progress::blocking,
      .queue = {.order = Order::strict_fifo, .bounded = true, .strict_empty = false, .strict_full = false}};

  explicit GottliebRingQueue(const Limits& limits) : mask_(limits.capacity - 1), slots_(limits.capacity) {
    // relaxed: whoever hands the queue to other threads synchronizes with them.
    for (std::size_t i = 0; i < slots_.size(); ++i) slots_[i].turn.store(i, std::memory_order_relaxed);
    free_.number.store(static_cast<std::int64_t>(limits.capacity), std::memory_order_relaxed);
  }

  bool try_push(const T& task) {
    if (!take(free_)) return false;
    // relaxed: the ticket only says which slot; the slot's turn orders the data.
    const auto ticket = tail_.number.fetch_add(1, std::memory_order_relaxed);
    auto& slot = slots_[ticket & mask_];
    await(slot, ticket);
    slot.task.set(task);
    slot.turn.store(ticket + 1, std::memory_order_release);  // (1) pairs with await's acquire in try_pop
    give(filled_);
    return true;
  }

  bool try_pop(T& task) {
    if (!take(filled_)) return false;
    const auto ticket = head_.number.fetch_add(1, std::memory_order_relaxed);  // relaxed: as in try_push
    auto& slot = slots_[ticket & mask_];
    await(slot, ticket + 1);
    task = slot.task.get();
    slot.turn.store(ticket + mask_ + 1, std::memory_order_release);  // (2) pairs with await's acquire in try_push
    give(free_);
    return true;
  }

 private:
  struct Slot {
    typename Platform::template atomic<Number> turn{0};  // a push's ticket, or a pop's + 1
    typename Platform::template plain<T> task{};
  };
  template <class Word>
  struct alignas(cache_line) Line {
    typename Platform::template atomic<Word> number{0};
  };
  using Credits = Line<std::int64_t>;  // below zero while threads give back
  using Tickets = Line<Number>;
  static_assert(alignof(Credits) == cache_line && sizeof(Credits) % cache_line == 0, "each number has its own line");
  static_assert(std::is_nothrow_copy_assignable_v<T>, "what throws halfway would stop the slot");

  // relaxed, in take() and give(): credits only count. What they stand for is a slot that some thread hands on, and
  // await() waits for that.
  static bool take(Credits& credits) noexcept {
    if (credits.number.load(std::memory_order_relaxed) <= 0) return false;
    if (credits.number.fetch_sub(1, std::memory_order_relaxed) > 0) return true;
    give(credits);
    return false;
  }

  static void give(Credits& credits) noexcept { credits.number.fetch_add(1, std::memory_order_relaxed); }

  static void await(const Slot& slot, Number turn) noexcept {
    Backoff<Platform, most_pauses> backoff;
    // acquire: pairs with (1) and (2), so that who had the slot before is done with it.
    while (slot.turn.load(std::memory_order_acquire) != turn) backoff.wait();
  }

  const std::size_t mask_;
  std::vector<Slot> slots_;
  Credits free_, filled_;
  Tickets tail_, head_;
};

template <class T, class Platform, unsigned most_pauses>
struct SmallestOf<GottliebRingQueue<T, Platform, most_pauses>> {
  using type = GottliebRingQueue<T, Platform, 1>;  // yields from the second turn on
};

}  // namespace syncbench
