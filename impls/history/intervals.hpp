// Locks and semaphores: how many held it at the same time, for sure?
//
// Algorithm:   a holder surely holds from the finish of its acquire to the start of its release; sweep over the ends
//              of these intervals.
// Consistency: sound and complete: acquiring as late and releasing as early as the calls allow is one of the possible
//              courses of events, and overlaps least.
// Cost:        O(n log n).
// Source:      folklore.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "impls/history/promise.hpp"
#include "impls/history/stamp.hpp"

namespace syncbench {

// From the finish of the acquire to the start of the release; `never` if it was not released.
struct Held {
  std::uint32_t thread;
  Stamp start, finish;
};

struct Overlap {
  std::size_t greatest = 0;
  // Two of the history that overlap where it is greatest; the same one if it is 1, none if it is 0.
  const Held *first = nullptr, *second = nullptr;
};

// Where one interval ends as another starts they do not overlap. An interval of one stamp is still a moment of
// holding, but one that starts or ends at the same stamp does not overlap it.
inline Overlap greatest_overlap(const std::vector<Held>& history) {
  std::vector<const Held*> starts, finishes;  // of those that last longer than one stamp, the finishes
  for (const auto& held : history) {
    if (held.start <= held.finish) starts.push_back(&held);
    if (held.start < held.finish) finishes.push_back(&held);
  }
  std::sort(starts.begin(), starts.end(),
            [](auto* a, auto* b) { return a->start != b->start ? a->start < b->start : a->finish < b->finish; });
  std::sort(finishes.begin(), finishes.end(), [](auto* a, auto* b) { return a->finish < b->finish; });

  Overlap overlap;
  std::size_t started = 0, ended = 0;
  const Held* longest = nullptr;  // of those that started: still held, if any is
  for (const auto* held : starts) {
    while (ended < finishes.size() && finishes[ended]->finish <= held->start) ++ended;
    if (const auto now_held = started - ended + 1; now_held > overlap.greatest) {
      overlap = {now_held, now_held == 1 ? held : longest, held};
    }
    if (held->start == held->finish) continue;
    ++started;
    if (longest == nullptr || held->finish > longest->finish) longest = held;
  }
  return overlap;
}

// At most `permits` hold it at the same time: 1 for a lock. One breach at most.
inline Promise judge_overlap(const std::vector<Held>& history, std::size_t permits) {
  Promise promise;
  const auto overlap = greatest_overlap(history);
  if (overlap.greatest <= permits) return promise;
  promise.breach([&] {
    const auto origin = origin_of(history);
    const auto& a = *overlap.first;
    const auto& b = *overlap.second;
    return std::to_string(overlap.greatest) + " held at the same time what " + std::to_string(permits) +
           " may: among them thread " + std::to_string(a.thread) + " in " + interval(a.start, a.finish, origin) +
           " and thread " + std::to_string(b.thread) + " in " + interval(b.start, b.finish, origin);
  });
  return promise;
}

}  // namespace syncbench
