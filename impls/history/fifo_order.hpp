// In which order values left a queue: was it first in first out, and if not, how far from it?
//
// Algorithm:   overtaking: b overtook a if a's push was before b's push and b's pop before a's pop. Sweep b by the
//              start of its push over all a whose push finished earlier; the latest pop among those tells whether b
//              overtook any, a Fenwick tree over the pops' starts how many.
// Consistency: sound and complete: real-time order is an interval order, so that pairs suffice.
// Cost:        O(n log n).
// Source:      Henzinger, Sezgin, Vafeiadis: "Aspect-Oriented Linearizability Proofs", CONCUR 2013; Fenwick: "A New
//              Data Structure for Cumulative Frequency Tables", Software: Practice and Experience 24(3), 1994.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "impls/history/promise.hpp"
#include "impls/history/queue_history.hpp"
#include "impls/history/stamp.hpp"

namespace syncbench {

// How many of the numbers that were added are below a bound.
class FenwickTree {
 public:
  explicit FenwickTree(std::size_t size) : sums_(size + 1, 0) {}

  void add(std::size_t index) {
    for (auto i = index + 1; i < sums_.size(); i += i & (~i + 1)) ++sums_[i];
  }

  std::size_t count_below(std::size_t bound) const {
    std::size_t sum = 0;
    for (auto i = bound; i != 0; i -= i & (~i + 1)) sum += sums_[i];
    return sum;
  }

 private:
  std::vector<std::size_t> sums_;
};

struct OrderVerdict {
  Promise order;             // one breach for each value that overtook another
  std::size_t lateness = 0;  // the most values that one overtook: the k that a k-FIFO claim must cover
};

inline OrderVerdict judge_order(std::span<const Passage> passages, Stamp origin) {
  std::vector<const Passage*> by_start, by_finish;
  std::vector<Stamp> pops;
  for (const auto& passage : passages) {
    by_start.push_back(&passage);
    pops.push_back(passage.pop_start);
  }
  by_finish = by_start;
  std::sort(by_start.begin(), by_start.end(), [](auto* a, auto* b) { return a->push_start < b->push_start; });
  std::sort(by_finish.begin(), by_finish.end(), [](auto* a, auto* b) { return a->push_finish < b->push_finish; });
  std::sort(pops.begin(), pops.end());
  const auto rank = [&pops](auto bound) { return static_cast<std::size_t>(bound - pops.begin()); };

  OrderVerdict verdict;
  FenwickTree earlier(pops.size());  // the pops' starts of all whose push was before b's
  std::size_t added = 0;
  const Passage* latest = nullptr;  // of those
  for (const auto* b : by_start) {
    for (; added < by_finish.size() && by_finish[added]->push_finish < b->push_start; ++added) {
      const auto* a = by_finish[added];
      earlier.add(rank(std::lower_bound(pops.begin(), pops.end(), a->pop_start)));
      if (latest == nullptr || a->pop_start > latest->pop_start) latest = a;
    }
    if (latest == nullptr || latest->pop_start <= b->pop_finish) continue;
    verdict.order.breach([&] { return describe(*b, origin) + " overtook " + describe(*latest, origin); });
    const auto not_after = earlier.count_below(rank(std::upper_bound(pops.begin(), pops.end(), b->pop_finish)));
    verdict.lateness = std::max(verdict.lateness, added - not_after);
  }
  return verdict;
}

// The same among the values of each producer.
inline Promise judge_producer_order(std::vector<Passage> passages, Stamp origin) {
  std::sort(passages.begin(), passages.end(), [](auto& a, auto& b) { return a.producer < b.producer; });
  Promise promise;
  for (auto first = passages.begin(); first != passages.end();) {
    const auto last = std::find_if(first, passages.end(), [&](auto& p) { return p.producer != first->producer; });
    auto own = judge_order({first, last}, origin).order;
    if (promise.kept()) promise.example = std::move(own.example);
    promise.breaches += own.breaches;
    first = last;
  }
  return promise;
}

}  // namespace syncbench
