// Nikolaev's scalable circular queue: two rings of indices, and tickets drawn by fetch-and-add.
//
// Algorithm:   the tasks lie in an array; one ring has the indices of its free places, the other those of its tasks
//              in order. push takes a free index, writes the task there and puts the index into the tasks' ring; pop
//              goes the other way round. A ring of 2n entries serves n indices. put draws a ticket from the tail,
//              take one from the head; a ticket is the number of an entry and a cycle, which counts the ways round.
//              An entry is one word: [cycle | safe | index, or none].
//              - put wants an entry that is empty and of an earlier cycle, and gives it its cycle and index by CAS;
//                else it draws again.
//              - take that finds its cycle consumes the index by a fetch-or. If it came before its put, it spoils the
//                ticket: an empty entry gets the cycle; one that has an index of an earlier cycle becomes unsafe, and
//                a put uses it again only if the head has not passed its ticket.
//              - Takes that fail draw tickets too, and would chase the puts for ever. So a threshold counts how many
//                more may fail: a put raises it, a take that fails lowers it, and below 0 the ring is empty. And a
//                take that has passed the tail moves it on to the head.
// Consistency: linearizable pushes and pops, strict FIFO, bounded by exactly the capacity; "empty" is strict. "Full"
//              is not: it means that each place has a task or is in the hands of another push or pop that is halfway
//              through. A thread that stops there holds back its own place; free places behind it are found, as they
//              are not in Vyukov's ring.
// Progress:    lock-free; not wait-free: put draws again as long as takes spoil its tickets.
// Cost:        uncontended push or pop = one take and one put = 2 fetch-and-adds + 1 CAS + 1 fetch-or. No allocation
//              after construction; 40 bytes a place for tasks of 8.
// Source:      Nikolaev, "A Scalable, Portable, and Memory-Efficient Lock-Free FIFO Queue", DISC 2019. The paper has
//              two values for what is here `none`: an entry that was never filled, and one that was consumed.
//
// Why a threshold of 3n - 1 is enough for at most n threads: a put has filled the entry of ticket t, and looks at the
// threshold. The head is less than 2n tickets behind t, as puts that were a way round ahead of it would have more
// than n indices. So from now on fewer than 2n takes draw a ticket before t, and of the other threads, fewer than n,
// each may have drawn one and not failed yet. At most 3n - 2 fail before the take of t, and that one does not.
//
// This counts what happens to all words of a ring in one order. So all their accesses are sequentially consistent; on
// x86 that costs an exchange where the threshold is raised, and nothing elsewhere.
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "impls/cache_line.hpp"
#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {

template <class T, class Platform = StdPlatform>
class ScqQueue {
 public:
  static constexpr Info info{.name = "scq",
                             .family = Family::lock_free,
                             .source = Source::syncbench,
                             .progress = Progress::lock_free,
                             .queue = {.order = Order::strict_fifo, .bounded = true, .strict_full = false}};

  explicit ScqQueue(const Limits& limits) : places_(limits.capacity), free_(length(limits)), tasks_(length(limits)) {
    for (std::size_t i = 0; i < limits.capacity; ++i) free_.put(i);
  }

  bool try_push(const T& task) {
    std::uint64_t place = 0;
    if (!free_.take(place)) return false;
    places_[place].set(task);
    tasks_.put(place);
    return true;
  }

  bool try_pop(T& task) {
    std::uint64_t place = 0;
    if (!tasks_.take(place)) return false;
    task = places_[place].get();
    free_.put(place);
    return true;
  }

 private:
  // The count at the head wants as many indices as threads: few places for many threads get longer rings.
  static std::uint64_t length(const Limits& limits) {
    return std::bit_ceil(std::max<std::uint64_t>(limits.capacity, limits.threads));
  }

  // A queue of indices below n, a power of two, of which there are at most n outside and inside.
  class Ring {
    // Of all accesses: see the head of the file.
    static constexpr auto in_order = std::memory_order_seq_cst;

   public:
    explicit Ring(std::uint64_t n)
        : none_(2 * n - 1),
          safe_(2 * n),
          bits_(std::countr_zero(2 * n)),
          most_(std::int64_t(3 * n) - 1),
          entries_(2 * n) {
      // relaxed: whoever hands the queue to other threads synchronizes with them. Tickets begin with cycle 1.
      for (auto& entry : entries_) entry.store(safe_ | none_, std::memory_order_relaxed);
      head_.store(2 * n, std::memory_order_relaxed);
      tail_.store(2 * n, std::memory_order_relaxed);
      threshold_.store(-1, std::memory_order_relaxed);
    }

    // What the caller did to the place is visible to whoever takes the index: (1).
    void put(std::uint64_t index) noexcept {
      for (;;) {
        const auto ticket = tail_.fetch_add(1, in_order);
        auto& entry = entries_[position(ticket)];
        auto seen = entry.load(in_order);
        while (cycle(seen) < ticket >> bits_ && is_empty(seen) && (is_safe(seen) || head_.load(in_order) <= ticket)) {
          // (1) release, and in order: the index can be found before the threshold says so.
          if (entry.compare_exchange_weak(seen, entry_of(ticket, safe_ | index), in_order, in_order)) {
            if (threshold_.load(in_order) != most_) threshold_.store(most_, in_order);
            return;
          }
        }
      }
    }

    // False: there was none, and `index` is untouched.
    bool take(std::uint64_t& index) noexcept {
      if (threshold_.load(in_order) < 0) return false;
      for (;;) {
        const auto ticket = head_.fetch_add(1, in_order);
        auto& entry = entries_[position(ticket)];
        auto seen = entry.load(in_order);  // acquire: pairs with (1)
        do {
          if (cycle(seen) == ticket >> bits_) {
            // Only the owner of the ticket takes it, so nobody else touches index and cycle. But a later take may
            // make the entry unsafe at the same time: an OR keeps that.
            entry.fetch_or(none_, in_order);
            index = seen & none_;
            return true;
          }
          // Spoiled, unless a later take has been here already.
        } while (cycle(seen) < ticket >> bits_ &&
                 !entry.compare_exchange_weak(seen, spoiled(seen, ticket), in_order, in_order));
        // No put has drawn a later ticket, and that of this one is spoiled: empty at this look at the tail.
        const auto tail = tail_.load(in_order);
        if (tail <= ticket + 1) {
          catch_up(tail, ticket + 1);
          threshold_.fetch_sub(1, in_order);
          return false;
        }
        if (threshold_.fetch_sub(1, in_order) <= 0) return false;
      }
    }

   private:
    // Behind the head all tickets are spoiled: spares the next put the way.
    void catch_up(std::uint64_t tail, std::uint64_t head) noexcept {
      while (tail < head && !tail_.compare_exchange_weak(tail, head, in_order, in_order)) head = head_.load(in_order);
    }

    // What a take leaves that has come before its put.
    std::uint64_t spoiled(std::uint64_t entry, std::uint64_t ticket) const noexcept {
      return is_empty(entry) ? entry_of(ticket, (entry & safe_) | none_) : entry & ~safe_;
    }

    // Neighbours in time are not neighbours in memory, if there is more than one line: an entry's number is rotated.
    std::size_t position(std::uint64_t ticket) const noexcept {
      constexpr auto shift = std::countr_zero(cache_line / sizeof(std::uint64_t));
      const auto number = ticket & none_;
      return bits_ <= shift ? number : ((number << shift) & none_) | number >> (bits_ - shift);
    }

    bool is_empty(std::uint64_t entry) const noexcept { return (entry & none_) == none_; }
    bool is_safe(std::uint64_t entry) const noexcept { return (entry & safe_) != 0; }
    std::uint64_t cycle(std::uint64_t entry) const noexcept { return entry >> (bits_ + 1); }
    std::uint64_t entry_of(std::uint64_t ticket, std::uint64_t rest) const noexcept {
      return ticket >> bits_ << (bits_ + 1) | rest;
    }

    const std::uint64_t none_;  // all bits of an index set, so that an OR makes it
    const std::uint64_t safe_;
    const int bits_;  // of an index, and of a ticket's entry
    const std::int64_t most_;
    std::vector<typename Platform::template atomic<std::uint64_t>> entries_;
    alignas(cache_line) typename Platform::template atomic<std::uint64_t> head_{0};
    alignas(cache_line) typename Platform::template atomic<std::uint64_t> tail_{0};
    alignas(cache_line) typename Platform::template atomic<std::int64_t> threshold_{0};
  };
  static_assert(alignof(Ring) == cache_line && sizeof(Ring) >= 4 * cache_line, "head, tail and threshold apart");

  std::vector<typename Platform::template plain<T>> places_;
  Ring free_, tasks_;
};

}  // namespace syncbench
