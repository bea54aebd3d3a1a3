// Counter by a combining funnel: threads that meet on the way send one of them on with the additions of both.
//
// Algorithm:   a thread goes through layers of collision slots, each narrower than the last. It leaves its record in
//              a random slot by an exchange, which names an earlier visitor: if that one still waits in this layer,
//              it is taken along; else the thread lingers to be taken itself. Who comes out adds for its whole tree
//              by one fetch-and-add and hands the answers down. Each thread decides from its last meetings how deep
//              it goes; expecting nobody, it tries one compare-exchange at the sum first. Simplified: widths are
//              fixed by the number of threads, and trees that meet may differ in size (equal sizes serve the paper's
//              elimination).
// Consistency: linearizable: a tree's additions are one fetch-and-add, during the calls of all who are in it.
// Progress:    blocking: who was taken waits for its taker; a thread that stands blocks those that it has taken, but
//              no newcomers. Nobody waits in a circle: who is taken takes nobody any more, so each waits for one who
//              was taken later, or not at all.
// Cost:        uncontended add = 1 load + 1 compare-exchange; in the funnel 1 exchange + 1 store + 1 compare-exchange
//              a layer, and 2 more where threads meet; no allocation after construction.
// Source:      Shavit, Zemach: "Combining Funnels: A Dynamic Approach to Software Combining", Journal of Parallel and
//              Distributed Computing 60(11), 2000.
//
// A record's state says who owns it: `own`, its thread; `taken`, its taker; open(layer), nobody, and it is not
// written until a compare-exchange by its thread makes it `own`, or one by another thread in this layer `taken`. One
// of them wins, so each number goes into one tree, once. A slot may name a record that has moved on: it is a hint,
// and if the record is open in this layer again, it may as well be taken.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <vector>

#include "impls/cache_line.hpp"
#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {

// Lingers for `pauses` in a layer; who waits for an answer gives its CPU away after as many.
template <class Platform = StdPlatform, unsigned layers = 2, unsigned pauses = 32>
class CombiningFunnelCounter {
  template <class T>
  using atomic = typename Platform::template atomic<T>;

  enum : int { own, taken, first_layer };
  static constexpr int open(unsigned layer) { return first_layer + static_cast<int>(layer); }

  struct alignas(cache_line) Record {
    atomic<int> state{own};
    // Of the whole tree, what to add; then the answer.
    typename Platform::template plain<std::uint64_t> number{std::uint64_t{0}};
    typename Platform::template plain<Record*> next{nullptr};  // whom its taker took before
  };
  struct alignas(cache_line) Slot {
    atomic<Record*> last{nullptr};
  };
  static_assert(sizeof(Record) == cache_line && sizeof(Slot) == cache_line, "a line each");

 public:
  static constexpr Info info{.name = "combining_funnel",
                             .family = Family::combining,
                             .source = Source::syncbench,
                             .progress = Progress::blocking,
                             .counter = {Consistency::linearizable}};

  struct Local {
    Local(CombiningFunnelCounter& counter, unsigned thread) : record(counter.records_[thread]), random(thread + 1) {}
    Record& record;
    std::uint32_t random;
    unsigned depth = layers;  // how many layers it goes through next time
  };

  explicit CombiningFunnelCounter(const Limits& limits)
      : width_(std::max(1U, limits.threads / 2)), records_(limits.threads), slots_(layers * width_) {}

  std::uint64_t fetch_add(std::uint64_t n, Local& local) {
    if (local.depth == 0) {
      // relaxed, as all of the sum: one word keeps it, and publishes no other data.
      auto seen = sum_.load(std::memory_order_relaxed);
      if (sum_.compare_exchange_weak(seen, seen + n, std::memory_order_relaxed, std::memory_order_relaxed)) {
        return seen;
      }
    }
    auto& mine = local.record;
    mine.number.set(n);
    Record* tree = nullptr;  // whom we took, the last one first
    bool passed = true;
    for (unsigned layer = 0; passed && layer < std::max(1U, local.depth); ++layer) {
      passed = pass(layer, local, tree);
    }
    local.depth = passed && tree == nullptr ? 0 : std::min(local.depth + 1, layers);
    const auto answer = passed ? sum_.fetch_add(mine.number.get(), std::memory_order_relaxed) : await(mine);
    // In the order n, then one after the other whom we took.
    for (auto next = answer + n; tree != nullptr;) {
      auto& child = *tree;
      tree = child.next.get();
      next = hand_out(child, next);
    }
    return answer;
  }

  void add(std::uint64_t n, Local& local) { fetch_add(n, local); }

  // relaxed: callers join the adders first; join() is the synchronization.
  std::uint64_t value() const { return sum_.load(std::memory_order_relaxed); }

 private:
  // Whether we own our record behind the layer, perhaps with another tree's number in it too; if not, it was taken.
  bool pass(unsigned layer, Local& local, Record*& tree) {
    auto& mine = local.record;
    publish(mine, layer);
    // relaxed: records are there as long as the counter; their states say the rest.
    auto* other = slot(layer, local).last.exchange(&mine, std::memory_order_relaxed);
    if (other != nullptr && other != &mine) {
      if (!close(mine, layer)) return false;
      if (take(*other, layer)) {
        other->next.set(tree);
        tree = other;
        mine.number.set(mine.number.get() + other->number.get());
        return true;
      }
      publish(mine, layer);
    }
    // relaxed: a look; close() decides.
    for (unsigned i = 0; i < pauses && mine.state.load(std::memory_order_relaxed) == open(layer); ++i) {
      Platform::pause();
    }
    return close(mine, layer);
  }

  void publish(Record& mine, unsigned layer) { mine.state.store(open(layer), std::memory_order_release); }  // (1)

  // relaxed, both: nobody else has written into a record that nobody took.
  bool close(Record& mine, unsigned layer) {
    auto expected = open(layer);
    return mine.state.compare_exchange_strong(expected, own, std::memory_order_relaxed, std::memory_order_relaxed);
  }

  bool take(Record& other, unsigned layer) {
    auto expected = open(layer);
    // acquire: pairs with (1), for the number. relaxed on failure: it is not ours.
    return other.state.compare_exchange_strong(expected, taken, std::memory_order_acquire, std::memory_order_relaxed);
  }

  // Answers a record that we took with the sum before it; returns the sum behind it.
  std::uint64_t hand_out(Record& child, std::uint64_t before) {
    const auto behind = before + child.number.get();
    child.number.set(before);
    child.state.store(own, std::memory_order_release);  // (2)
    return behind;
  }

  std::uint64_t await(Record& mine) {
    // acquire: pairs with (2).
    for (unsigned turns = 0; mine.state.load(std::memory_order_acquire) != own; turns += turns < pauses) {
      turns < pauses ? Platform::pause() : Platform::yield();
    }
    return mine.number.get();
  }

  Slot& slot(unsigned layer, Local& local) {
    local.random = local.random * 1664525 + 1013904223;  // Knuth's; the upper half is random enough
    return slots_[layer * width_ + (local.random >> 16) % std::max(1U, width_ >> layer)];
  }

  alignas(cache_line) atomic<std::uint64_t> sum_{0};
  alignas(cache_line) const unsigned width_;  // of the first layer
  std::vector<Record> records_;
  std::vector<Slot> slots_;
};

static_assert(sizeof(CombiningFunnelCounter<>) == 2 * cache_line, "the sum is alone on its line");

template <class Platform, unsigned layers, unsigned pauses>
struct SmallestOf<CombiningFunnelCounter<Platform, layers, pauses>> {
  using type = CombiningFunnelCounter<Platform, 2, 1>;
};

}  // namespace syncbench
