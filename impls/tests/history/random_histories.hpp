// Small random histories on both sides of right and wrong: what a right object might have shown, then often a little
// spoilt. Stamps are small, so that ties are frequent.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <random>
#include <vector>

#include "impls/history/counter_history.hpp"
#include "impls/history/queue_history.hpp"
#include "impls/history/stamp.hpp"
#include "impls/tests/history/brute_force.hpp"

namespace syncbench {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(static_cast<std::minstd_rand::result_type>(seed + 1)) {
    random_.discard(3);  // neighbouring seeds start alike
  }

  // 0 .. n-1
  template <class N>
  N below(N n) {
    return static_cast<N>((random_() >> 4) % static_cast<std::uint64_t>(n));
  }

  // The operation takes effect at `moment`; the call reaches up to `reach` to either side.
  template <class Operation>
  void spread(Operation& operation, Stamp moment, Stamp reach) {
    operation.start = moment - below(reach + 1);
    operation.finish = moment + below(reach + 1);
  }

 private:
  std::minstd_rand random_;
};

inline constexpr Stamp first_moment = 10;

// 3 to 8 operations of a FIFO queue; without a capacity there is no "full".
inline QueueHistory random_queue_history(Dice& dice, std::optional<std::size_t> capacity) {
  const auto size = 3 + dice.below(6U);
  const auto reach = dice.below(Stamp{5});
  QueueHistory history;
  std::deque<std::uint64_t> inside;
  std::uint64_t pushed = 0;
  for (unsigned i = 0; i < size; ++i) {
    QueueOperation operation{QueueCall::push, dice.below(2U), 0, 0, 0};
    if (dice.below(5) < 3) {
      if (capacity && inside.size() == *capacity) {
        operation.call = QueueCall::full;
      } else {
        operation.value = ++pushed;
        inside.push_back(pushed);
      }
    } else if (inside.empty()) {
      operation.call = QueueCall::empty;
    } else {
      operation.call = QueueCall::pop;
      operation.value = inside.front();
      inside.pop_front();
    }
    dice.spread(operation, first_moment + 2 * i, reach);
    history.push_back(operation);
  }
  for (auto spoils = dice.below(3); spoils > 0; --spoils) {
    auto& one = history[dice.below(history.size())];
    switch (dice.below(4)) {
      case 0:  // elsewhere in time
        dice.spread(one, first_moment + dice.below(Stamp{2 * size}), reach);
        break;
      case 1: {  // two answers exchanged
        std::vector<QueueOperation*> answers;
        for (auto& operation : history) {
          if (operation.call == QueueCall::pop || operation.call == QueueCall::empty) answers.push_back(&operation);
        }
        if (answers.empty()) break;
        auto& first = *answers[dice.below(answers.size())];
        auto& second = *answers[dice.below(answers.size())];
        std::swap(first.value, second.value);
        std::swap(first.call, second.call);
        break;
      }
      case 2:  // a value of chance, perhaps one that was never pushed
        if (one.call == QueueCall::pop || one.call == QueueCall::empty) {
          one.call = QueueCall::pop;
          one.value = 1 + dice.below(pushed + 1);
        }
        break;
      default:  // a refusal
        if (one.call == QueueCall::pop) one.call = QueueCall::empty;
        if (one.call == QueueCall::push && capacity) one.call = QueueCall::full;
    }
  }
  std::shuffle(history.begin(), history.end(), std::minstd_rand(dice.below(1U << 20)));
  return history;
}

// 3 to 8 calls of a counter, increments and reads.
inline CounterHistory random_counter_history(Dice& dice) {
  const auto size = 3 + dice.below(6U);
  const auto reach = dice.below(Stamp{8});
  CounterHistory history;
  std::uint64_t sum = 0;
  for (unsigned i = 0; i < size; ++i) {
    CounterOperation operation{CounterCall::read, dice.below(3U), sum, 0, 0};
    if (dice.below(3) != 0) {
      operation.call = CounterCall::fetch_add;
      ++sum;
    }
    dice.spread(operation, first_moment + 2 * i, reach);
    history.push_back(operation);
  }
  for (auto spoils = dice.below(3); spoils > 0; --spoils) {
    auto& one = history[dice.below(history.size())];
    switch (dice.below(3)) {
      case 0: dice.spread(one, first_moment + dice.below(Stamp{2 * size}), reach); break;
      case 1: std::swap(one.answer, history[dice.below(history.size())].answer); break;
      default: one.answer = dice.below(sum + 2);
    }
  }
  std::shuffle(history.begin(), history.end(), std::minstd_rand(dice.below(1U << 20)));
  return history;
}

// 2 to 5 holders of a lock or semaphore, without any regard for whether it has room for them.
inline std::vector<brute::Acquisition> random_acquisitions(Dice& dice) {
  std::vector<brute::Acquisition> history(2 + dice.below(std::size_t{4}));
  const auto length = 4 + dice.below(Stamp{12});
  for (auto& holder : history) {
    const auto begin = dice.below(Stamp{24});
    Stamp stamps[4];
    for (auto& stamp : stamps) stamp = begin + dice.below(length);
    std::sort(std::begin(stamps), std::end(stamps));
    holder = {stamps[0], stamps[1], stamps[2], stamps[3]};
  }
  return history;
}

}  // namespace syncbench
