// Makes the recorded checks of liars, as those of the suite are made.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <utility>

#include "benchmarks/harness/check.hpp"
#include "benchmarks/harness/ledger.hpp"
#include "impls/history/checks.hpp"

namespace syncbench {

// A queue of tasks that takes the 8 bytes of each as a number: histories are of numbers.
template <class Q>
class OfNumbers : public Q {
 public:
  using Q::Q;

  template <class... Local>
  bool try_push(std::uint64_t number, Local&... local) {
    return Q::try_push(std::bit_cast<Task>(number), local...);
  }

  template <class... Local>
  bool try_pop(std::uint64_t& number, Local&... local) {
    Task task;
    if (!Q::try_pop(task, local...)) return false;
    number = std::bit_cast<std::uint64_t>(task);
    return true;
  }
};

template <class C>
RecordedCheck recorded_counter(std::string name) {
  return {"counter", name,
          [subject = "counter/" + name] { return check_counter(strategy<AnyCounter, C>(), subject, 0.25); }};
}

// Q is a queue of tasks.
template <class Q>
RecordedCheck recorded_queue(std::string name) {
  return {"queue", name,
          [subject = "queue/" + name] { return check_queue(strategy<AnyQueue, OfNumbers<Q>>(), subject, 0.25); }};
}

}  // namespace syncbench
