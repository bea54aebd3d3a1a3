// What the threads saw of a counter to which each call adds 1, and whether it can be true.
//
// Algorithm:   the k-th increment answers k, a read r stands behind r increments: key 2k+1 and 2r. Scan by key; wrong
//              if a call was over before one of a strictly smaller key began.
// Consistency: judge_answers is sound and complete for linearizability; judge_bounds asks only what a sum over shards
//              promises: all increments that were over before the read, none that began after it.
// Cost:        O(n log n).
// Source:      Gibbons, Korach: "Testing Shared Memories", SIAM J. Computing 26(4), 1997, for the idea: with all
//              answers known the order is given, and only has to be compared with time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "impls/history/promise.hpp"
#include "impls/history/stamp.hpp"

namespace syncbench {

// `fetch_add` is an increment that answered, `add` one that did not.
enum class CounterCall : std::uint8_t { fetch_add, add, read };

struct CounterOperation {
  CounterCall call;
  std::uint32_t thread;
  std::uint64_t answer;  // of fetch_add and read
  Stamp start, finish;
};

// Complete: all threads were joined. The order means nothing; "before" is as in queue_history.hpp.
using CounterHistory = std::vector<CounterOperation>;

inline std::string describe(const CounterOperation& operation, Stamp origin) {
  const auto said = [&]() -> std::string {
    switch (operation.call) {
      case CounterCall::fetch_add: return "added after " + std::to_string(operation.answer);
      case CounterCall::add: return "added";
      case CounterCall::read: return "read " + std::to_string(operation.answer);
    }
    return "?";
  };
  return "thread " + std::to_string(operation.thread) + " " + said() + " in " +
         interval(operation.start, operation.finish, origin);
}

// Each increment's answer is there once, from 0 on, and the answers agree with time. Ignores `add`: no history that
// has them can show a counter linearizable here.
inline Promise judge_answers(const CounterHistory& history) {
  const auto origin = origin_of(history);
  std::vector<std::pair<std::uint64_t, const CounterOperation*>> by_key;
  std::uint64_t increments = 0;
  for (const auto& operation : history) increments += operation.call == CounterCall::fetch_add;

  Promise promise;
  for (const auto& operation : history) {
    if (operation.call == CounterCall::add) continue;
    const bool reads = operation.call == CounterCall::read;
    if (operation.answer >= increments + reads) {
      promise.breach([&] {
        return describe(operation, origin) + ", though there were " + std::to_string(increments) + " increments";
      });
      continue;  // and its key may not fit 64 bits
    }
    by_key.emplace_back(2 * operation.answer + !reads, &operation);
  }
  std::sort(by_key.begin(), by_key.end(), [](const auto& a, const auto& b) { return a.first < b.first; });

  const CounterOperation* latest = nullptr;  // to start, of all with a strictly smaller key
  for (auto group = by_key.begin(); group != by_key.end();) {
    const auto key = group->first;
    const auto end = std::find_if(group, by_key.end(), [key](const auto& entry) { return entry.first != key; });
    if (key % 2 == 1 && end - group > 1) {
      promise.breach([&] {
        return describe(*group->second, origin) + " and " + describe(*std::next(group)->second, origin) +
               ": the same answer twice";
      });
    }
    auto next = latest;
    for (; group != end; ++group) {
      const auto* operation = group->second;
      if (latest != nullptr && operation->finish < latest->start) {
        promise.breach([&] { return describe(*operation, origin) + ", later " + describe(*latest, origin); });
      }
      if (next == nullptr || operation->start > next->start) next = operation;
    }
    latest = next;
  }
  return promise;
}

// No read is below the increments that were over before it, or above those that had begun when it ended.
inline Promise judge_bounds(const CounterHistory& history) {
  const auto origin = origin_of(history);
  std::vector<Stamp> starts, finishes;
  for (const auto& operation : history) {
    if (operation.call == CounterCall::read) continue;
    starts.push_back(operation.start);
    finishes.push_back(operation.finish);
  }
  std::sort(starts.begin(), starts.end());
  std::sort(finishes.begin(), finishes.end());
  Promise promise;
  for (const auto& operation : history) {
    if (operation.call != CounterCall::read) continue;
    const auto least = std::lower_bound(finishes.begin(), finishes.end(), operation.start) - finishes.begin();
    const auto most = std::upper_bound(starts.begin(), starts.end(), operation.finish) - starts.begin();
    if (operation.answer >= static_cast<std::uint64_t>(least) && operation.answer <= static_cast<std::uint64_t>(most))
      continue;
    promise.breach([&] {
      return describe(operation, origin) + ", though from " + std::to_string(least) + " to " + std::to_string(most) +
             " increments were done";
    });
  }
  return promise;
}

// `total` was read after all threads were joined.
inline Promise judge_total(const CounterHistory& history, std::uint64_t total) {
  const auto increments = static_cast<std::uint64_t>(
      std::count_if(history.begin(), history.end(), [](const auto& o) { return o.call != CounterCall::read; }));
  Promise promise;
  if (total != increments) {
    promise.breach([&] { return std::to_string(increments) + " increments made " + std::to_string(total); });
  }
  return promise;
}

}  // namespace syncbench
