// The definitions themselves, tried out on every order of a few operations: what the checkers are compared with.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "impls/history/counter_history.hpp"
#include "impls/history/queue_history.hpp"
#include "impls/history/stamp.hpp"

namespace syncbench::brute {

// Whether n operations have an order that agrees with `precedes(i, j)` and that the sequential object accepts all
// along: `step(state, i)` returns the state after operation i, or nothing if the object would have answered
// otherwise.
template <class State, class Precedes, class Step>
class Search {
 public:
  Search(std::size_t n, Precedes precedes, Step step) : n_(n), precedes_(precedes), step_(step) {}

  bool finds_an_order(const State& state, unsigned done = 0) {
    if (done == (1U << n_) - 1) return true;
    if (!tried_.emplace(done, state).second) return false;
    for (std::size_t i = 0; i < n_; ++i) {
      if (!may_be_next(i, done)) continue;
      const auto after = step_(state, i);
      if (after && finds_an_order(*after, done | 1U << i)) return true;
    }
    return false;
  }

 private:
  bool may_be_next(std::size_t i, unsigned done) const {
    if ((done >> i & 1U) != 0) return false;
    for (std::size_t j = 0; j < n_; ++j) {
      if ((done >> j & 1U) == 0 && j != i && precedes_(j, i)) return false;
    }
    return true;
  }

  std::size_t n_;
  Precedes precedes_;
  Step step_;
  std::set<std::pair<unsigned, State>> tried_;
};

// A FIFO queue, of `capacity` places if it has one.
inline bool linearizable(const QueueHistory& history, std::optional<std::size_t> capacity) {
  using Inside = std::vector<std::uint64_t>;
  const auto precedes = [&](std::size_t i, std::size_t j) { return history[i].finish < history[j].start; };
  const auto step = [&](Inside inside, std::size_t i) -> std::optional<Inside> {
    const bool is_full = capacity && inside.size() == *capacity;
    switch (history[i].call) {
      case QueueCall::push:
        if (is_full) return std::nullopt;
        inside.push_back(history[i].value);
        return inside;
      case QueueCall::full:
        if (!is_full) return std::nullopt;
        return inside;
      case QueueCall::pop:
        if (inside.empty() || inside.front() != history[i].value) return std::nullopt;
        inside.erase(inside.begin());
        return inside;
      case QueueCall::empty:
        if (!inside.empty()) return std::nullopt;
        return inside;
    }
    return std::nullopt;
  };
  return Search<Inside, decltype(precedes), decltype(step)>(history.size(), precedes, step).finds_an_order({});
}

inline bool linearizable(const CounterHistory& history) {
  const auto precedes = [&](std::size_t i, std::size_t j) { return history[i].finish < history[j].start; };
  const auto step = [&](std::uint64_t sum, std::size_t i) -> std::optional<std::uint64_t> {
    if (history[i].answer != sum) return std::nullopt;
    return history[i].call == CounterCall::read ? sum : sum + 1;
  };
  return Search<std::uint64_t, decltype(precedes), decltype(step)>(history.size(), precedes, step).finds_an_order(0);
}

struct Acquisition {
  Stamp acquire_start, acquire_finish, release_start, release_finish;
};

// Events 2i and 2i+1 are the acquire and the release of acquisition i.
inline bool fits(const std::vector<Acquisition>& history, std::size_t permits) {
  const auto start = [&](std::size_t e) {
    return e % 2 == 0 ? history[e / 2].acquire_start : history[e / 2].release_start;
  };
  const auto finish = [&](std::size_t e) {
    return e % 2 == 0 ? history[e / 2].acquire_finish : history[e / 2].release_finish;
  };
  const auto precedes = [&](std::size_t i, std::size_t j) {
    return finish(i) < start(j) || (i / 2 == j / 2 && i < j);  // or is the acquire of the same holder
  };
  const auto step = [&](std::size_t held, std::size_t e) -> std::optional<std::size_t> {
    if (e % 2 == 1) return held - 1;
    if (held == permits) return std::nullopt;
    return held + 1;
  };
  return Search<std::size_t, decltype(precedes), decltype(step)>(2 * history.size(), precedes, step)
      .finds_an_order(0);
}

// The most values that one overtook, and how many overtook another; only those of the same producer if asked.
inline std::pair<std::size_t, std::size_t> overtaking(const std::vector<Passage>& passages, bool same_producer) {
  std::size_t lateness = 0, overtakers = 0;
  for (const auto& b : passages) {
    const auto overtaken = static_cast<std::size_t>(std::count_if(passages.begin(), passages.end(), [&](auto& a) {
      return (!same_producer || a.producer == b.producer) && a.push_finish < b.push_start &&
             b.pop_finish < a.pop_start;
    }));
    lateness = std::max(lateness, overtaken);
    overtakers += overtaken != 0;
  }
  return {lateness, overtakers};
}

// The most values surely inside at one moment: tried at all whole numbers and between them. One that is popped as its
// push returns is inside for an instant, which it need not share with others like it.
inline std::size_t most_inside(const std::vector<Passage>& passages, Stamp end) {
  std::size_t most = 0;
  for (Stamp half = 0; half < 2 * end; ++half) {
    std::size_t inside = 0;
    bool instant = false;
    for (const auto& a : passages) {
      inside += 2 * a.push_finish < half && (a.pop_start == never || half < 2 * a.pop_start);
      instant = instant || (2 * a.push_finish == half && a.push_finish == a.pop_start);
    }
    most = std::max(most, inside + instant);
  }
  return most;
}

}  // namespace syncbench::brute
