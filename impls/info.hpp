// What a strategy says of itself: `static constexpr Info info{...}` in every strategy.
//
// The claims are contracts, and results are ranked only inside one semantic class, which is made from them: see
// lock_class, counter_class and queue_class in the headers of the kinds.
#pragma once

#include <string_view>

namespace syncbench {

// The school a strategy belongs to; charts colour by it.
enum class Family { mutex, recursive_mutex, spinlock, queue_lock, atomic, lock_free, sharded, tbb, combining };

// Where the code comes from; `syncbench` is ours, `std` the C++ standard library, `posix` its threads (glibc),
// `other` what a header outside the tree brings (extra.hpp).
enum class Source { syncbench, std, posix, boost, tbb, absl, ck, moodycamel, xenium, atomic_queue, cds, other };

// The guarantee of the weakest operation. (Herlihy, Shavit: "On the nature of progress", 2011.)
enum class Progress { blocking, obstruction_free, lock_free, wait_free };

// Of a counter. linearizable: every answer fits one moment between call and return.
// quiescent: value() is exact only when no add() runs.
enum class Consistency { linearizable, quiescent };

// In which order tasks leave a queue. per_producer_fifo: only tasks of the same producer keep their order. k_fifo: one
// of the k oldest goes next. lifo: the newest. priority: the greatest.
enum class Order { strict_fifo, per_producer_fifo, k_fifo, lifo, priority, unordered };

constexpr bool keeps_producer_order(Order order) { return order <= Order::per_producer_fifo; }

// How many threads may call one side of a queue at the same time.
enum class Side { one, many };

// What a thread that waits for a lock does in the end, when it has waited for long: goes on spinning; gives the CPU away
// between its looks; or sleeps until it is woken. `unsaid` is no answer: no lock may leave it at that.
enum class Waiting { unsaid, spin, spin_yield, park };

struct LockTraits {
  bool reentrant = false;  // the owner may lock again
  bool fifo = false;       // hands over in order of arrival
  Waiting waiting = Waiting::unsaid;
};

struct CounterTraits {
  Consistency consistency = Consistency::linearizable;
};

struct QueueTraits {
  Order order = Order::strict_fifo;
  Side producers = Side::many;
  Side consumers = Side::many;
  bool bounded = true;
  // A strict "empty" (or "full") is true at one moment of the call. A queue that is not strict may say so while
  // another thread is halfway through a call.
  bool strict_empty = true;
  bool strict_full = true;  // unbounded: nothing to claim, true
  // Bounded: full at exactly the capacity that was asked for. Otherwise there is room for at least as many.
  bool exact_capacity = true;
  unsigned k = 0;  // of k_fifo
};

struct Info {
  std::string_view name;  // = stem of the header's file = name in benchmarks and charts
  Family family{};
  Source source{};
  Progress progress{};
  // What the strategy's own kind needs; the others stay at their defaults and mean nothing.
  LockTraits lock{};
  CounterTraits counter{};
  QueueTraits queue{};
};

constexpr bool is_name(std::string_view text) {
  return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

constexpr std::string_view to_string(Family family) {
  switch (family) {
    case Family::mutex: return "mutex";
    case Family::recursive_mutex: return "recursive_mutex";
    case Family::spinlock: return "spinlock";
    case Family::queue_lock: return "queue_lock";
    case Family::atomic: return "atomic";
    case Family::lock_free: return "lock_free";
    case Family::sharded: return "sharded";
    case Family::tbb: return "tbb";
    case Family::combining: return "combining";
  }
  return "?";
}

constexpr std::string_view to_string(Source source) {
  switch (source) {
    case Source::syncbench: return "syncbench";
    case Source::std: return "std";
    case Source::posix: return "posix";
    case Source::boost: return "boost";
    case Source::tbb: return "tbb";
    case Source::absl: return "absl";
    case Source::ck: return "ck";
    case Source::moodycamel: return "moodycamel";
    case Source::xenium: return "xenium";
    case Source::atomic_queue: return "atomic_queue";
    case Source::cds: return "cds";
    case Source::other: return "other";
  }
  return "?";
}

constexpr std::string_view to_string(Progress progress) {
  switch (progress) {
    case Progress::blocking: return "blocking";
    case Progress::obstruction_free: return "obstruction_free";
    case Progress::lock_free: return "lock_free";
    case Progress::wait_free: return "wait_free";
  }
  return "?";
}

constexpr std::string_view to_string(Consistency consistency) {
  switch (consistency) {
    case Consistency::linearizable: return "linearizable";
    case Consistency::quiescent: return "quiescent";
  }
  return "?";
}

constexpr std::string_view to_string(Order order) {
  switch (order) {
    case Order::strict_fifo: return "strict_fifo";
    case Order::per_producer_fifo: return "per_producer_fifo";
    case Order::k_fifo: return "k_fifo";
    case Order::lifo: return "lifo";
    case Order::priority: return "priority";
    case Order::unordered: return "unordered";
  }
  return "?";
}

constexpr std::string_view to_string(Waiting waiting) {
  switch (waiting) {
    case Waiting::unsaid: break;
    case Waiting::spin: return "spin";
    case Waiting::spin_yield: return "spin_yield";
    case Waiting::park: return "park";
  }
  return "?";
}

constexpr std::string_view to_string(Side side) { return side == Side::one ? "one" : "many"; }

}  // namespace syncbench
