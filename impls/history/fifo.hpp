// Judges the history of a queue, each promise on its own.
//
// Algorithm:   order: fifo_order.hpp; refusals: refusals.hpp; the rest by sorting the values.
// Consistency: fresh, repeated, order and empty together are sound and complete: all are kept iff the history is
//              linearizable for an unbounded FIFO queue. full and capacity are sound, not complete.
// Cost:        O(n log n).
// Source:      Henzinger, Sezgin, Vafeiadis: "Aspect-Oriented Linearizability Proofs", CONCUR 2013; Bouajjani, Emmi,
//              Enea, Hamza: "On Reducing Linearizability to State Reachability", ICALP 2015.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>

#include "impls/history/fifo_order.hpp"
#include "impls/history/promise.hpp"
#include "impls/history/queue_history.hpp"
#include "impls/history/refusals.hpp"

namespace syncbench {

// Whether the history ends with an empty queue; if not, values that were never popped are not lost.
enum class Drain { complete, incomplete };

struct QueueVerdict {
  Promise fresh, repeated, lost;  // what comes out is what went in
  Promise order;                  // first in, first out
  Promise producer_order;         // the same among the values of one producer
  std::size_t lateness = 0;       // the most values that one overtook
  Promise empty, full;            // a refusal is true at one moment of the call
  Promise capacity;               // never more inside than it holds

  bool conserves() const noexcept { return fresh.kept() && repeated.kept() && lost.kept(); }
};

// `capacity`: none for an unbounded queue; then full and capacity are not judged.
inline QueueVerdict judge(const QueueHistory& history, std::optional<std::size_t> capacity,
                          Drain drain = Drain::complete) {
  const auto origin = origin_of(history);
  auto [passages, fresh, repeated] = passages_of(history);
  QueueVerdict verdict;
  verdict.fresh = std::move(fresh);
  verdict.repeated = std::move(repeated);
  if (drain == Drain::complete) {
    for (const auto& passage : passages) {
      if (passage.pop_start == never) verdict.lost.breach([&] { return "lost: " + describe(passage, origin); });
    }
  }
  auto [order, lateness] = judge_order(passages, origin);
  verdict.order = std::move(order);
  verdict.lateness = lateness;
  verdict.producer_order = judge_producer_order(passages, origin);
  verdict.empty = judge_empty(history, passages, origin);
  if (capacity) {
    verdict.full = judge_full(history, passages, *capacity, origin);
    verdict.capacity = judge_capacity(passages, *capacity);
  }
  return verdict;
}

}  // namespace syncbench
