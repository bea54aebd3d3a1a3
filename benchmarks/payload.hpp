// Tasks that are larger than a pointer, and queues of them as queues of Task.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "benchmarks/harness/ledger.hpp"

namespace syncbench {

// A task and what it carries, `bytes` in all. The rest is made from the task, so that whoever pops it can tell a copy
// that is torn, or mixed from two tasks.
template <std::size_t bytes>
class Payload {
  static_assert(bytes > sizeof(Task) && bytes % sizeof(std::uint64_t) == 0, "a task, and whole words behind it");

 public:
  Payload() = default;
  explicit Payload(Task task) : task_(task) {
    const auto first = word_of(task);
    for (std::size_t i = 0; i < rest_.size(); ++i) rest_[i] = first + i;
  }

  Task task() const { return task_; }
  bool whole() const {
    const auto first = word_of(task_);
    std::uint64_t wrong = 0;  // not left at the first wrong word: there is none
    for (std::size_t i = 0; i < rest_.size(); ++i) wrong |= rest_[i] ^ (first + i);
    return wrong == 0;
  }

 private:
  static std::uint64_t word_of(Task task) { return hash(task.number()) + task.producer(); }

  Task task_;
  std::array<std::uint64_t, bytes / sizeof(std::uint64_t) - 1> rest_;
};

// A queue of payloads that is called with tasks. One that does not come out whole is handed on as a task that nobody
// pushed, which the ledger tells.
template <class Q, class P>
class Carrying : public Q {
  // What every queue of the suite can hold.
  static_assert(std::is_trivially_copyable_v<P> && std::is_default_constructible_v<P>);

 public:
  using Q::Q;

  template <class... Local>
  bool try_push(const Task& task, Local&... local) {
    return Q::try_push(P(task), local...);
  }

  template <class... Local>
  bool try_pop(Task& task, Local&... local) {
    P payload;
    if (!Q::try_pop(payload, local...)) return false;
    task = payload.whole() ? payload.task() : nobodys;
    return true;
  }

 private:
  static inline const Task nobodys{0xffff, 0};  // there are never as many producers
};

}  // namespace syncbench
