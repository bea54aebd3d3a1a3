// Were a queue's refusals true, and did it keep to its capacity?
//
// Algorithm:   "empty" is false if the call falls inside the union of the open intervals in which values were surely
//              inside: merge these, search. "Full" is false if at each moment of the call fewer than the capacity may
//              have been inside: sweep over the pushes' starts; the maximum over a call comes from a falling stack.
// Consistency: empty is sound, and complete for a queue that keeps all else; full and capacity are sound only.
// Cost:        O(n log n).
// Source:      Henzinger, Sezgin, Vafeiadis: "Aspect-Oriented Linearizability Proofs", CONCUR 2013, for "empty".
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "impls/history/intervals.hpp"
#include "impls/history/promise.hpp"
#include "impls/history/queue_history.hpp"
#include "impls/history/stamp.hpp"

namespace syncbench {

namespace detail {

// Once sure intervals overlap, something was inside all the time from the start of the first to the end of the last.
inline std::vector<std::pair<Stamp, Stamp>> surely_occupied(const std::vector<Passage>& passages) {
  std::vector<std::pair<Stamp, Stamp>> inside, merged;
  for (const auto& passage : passages) {
    if (passage.push_finish < passage.pop_start) inside.emplace_back(passage.push_finish, passage.pop_start);
  }
  std::sort(inside.begin(), inside.end());
  for (const auto& [from, to] : inside) {
    if (!merged.empty() && from < merged.back().second) {
      merged.back().second = std::max(merged.back().second, to);
    } else {
      merged.emplace_back(from, to);
    }
  }
  return merged;
}

}  // namespace detail

inline Promise judge_empty(const QueueHistory& history, const std::vector<Passage>& passages, Stamp origin) {
  const auto occupied = detail::surely_occupied(passages);
  Promise promise;
  for (const auto& operation : history) {
    if (operation.call != QueueCall::empty) continue;
    // The last that begins before the call.
    const auto after = std::partition_point(occupied.begin(), occupied.end(),
                                            [&](const auto& span) { return span.first < operation.start; });
    if (after == occupied.begin() || operation.finish >= std::prev(after)->second) continue;
    promise.breach([&] {
      const auto [from, to] = *std::prev(after);
      return describe(operation, origin) + ", though something was inside all through " + interval(from, to, origin);
    });
  }
  return promise;
}

inline Promise judge_full(const QueueHistory& history, const std::vector<Passage>& passages, std::size_t capacity,
                          Stamp origin) {
  std::vector<Stamp> starts, finishes;
  for (const auto& passage : passages) {
    starts.push_back(passage.push_start);
    // A value that was popped before it was pushed is another promise's breach.
    finishes.push_back(std::max(passage.push_start, passage.pop_finish));
  }
  std::sort(starts.begin(), starts.end());
  std::sort(finishes.begin(), finishes.end());
  // How many may be inside at a moment at which `started` pushes have begun: those whose pop has not surely ended.
  const auto may_be_inside = [&finishes](std::size_t started, Stamp moment) {
    const auto ended = std::lower_bound(finishes.begin(), finishes.end(), moment) - finishes.begin();
    return started - static_cast<std::size_t>(ended);
  };
  std::vector<const QueueOperation*> refusals;
  for (const auto& operation : history) {
    if (operation.call == QueueCall::full) refusals.push_back(&operation);
  }
  std::sort(refusals.begin(), refusals.end(), [](auto* a, auto* b) { return a->finish < b->finish; });

  // The number rises only where a push starts. Of these moments the stack has those that no later one reaches, with
  // their numbers, so that the first one inside a call is the call's greatest.
  std::vector<std::pair<Stamp, std::size_t>> peaks;
  std::size_t started = 0;
  Promise promise;
  for (const auto* refusal : refusals) {
    for (; started < starts.size() && starts[started] <= refusal->finish; ++started) {
      const auto inside = may_be_inside(started + 1, starts[started]);
      while (!peaks.empty() && peaks.back().second <= inside) peaks.pop_back();
      peaks.emplace_back(starts[started], inside);
    }
    const auto before = std::upper_bound(starts.begin(), starts.end(), refusal->start) - starts.begin();
    auto most = may_be_inside(static_cast<std::size_t>(before), refusal->start);
    const auto peak = std::partition_point(peaks.begin(), peaks.end(),
                                           [&](const auto& known) { return known.first < refusal->start; });
    if (peak != peaks.end()) most = std::max(most, peak->second);
    if (most >= capacity) continue;
    promise.breach([&] {
      return describe(*refusal, origin) + ", though at most " + std::to_string(most) + " of " +
             std::to_string(capacity) + " were inside";
    });
  }
  return promise;
}

inline Promise judge_capacity(const std::vector<Passage>& passages, std::size_t capacity) {
  std::vector<Held> inside;
  for (const auto& passage : passages) inside.push_back({passage.producer, passage.push_finish, passage.pop_start});
  Promise promise;
  if (const auto most = greatest_overlap(inside).greatest; most > capacity) {
    promise.breach([&] { return std::to_string(most) + " were inside what holds " + std::to_string(capacity); });
  }
  return promise;
}

}  // namespace syncbench
