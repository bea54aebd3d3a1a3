// A Platform that counts: threads take turns in one thread of the operating system, and each access to what is shared
// is told to a simulated machine (simulated_machine.hpp), which counts accesses and the lines that move.
//
// All that a strategy shares must lie in the machine's memory: whoever runs it makes `new` give that out. A call that
// would have to wait ends the process, since nobody else moves.
#pragma once

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "impls/platform/simulated_machine.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {

struct CountingPlatform {
  // While it lives, accesses are told to its machine.
  class On {
   public:
    explicit On(SimulatedMachine& machine) : before_(std::exchange(machine_, &machine)) {}
    ~On() { machine_ = before_; }
    On(const On&) = delete;
    On& operator=(const On&) = delete;

   private:
    SimulatedMachine* before_;
  };

  // As large as std's, so that words lie where they lie in what is measured.
  template <class T>
  class atomic {
   public:
    atomic() : atomic(T{}) {}
    atomic(T value) : word_(value) { machine().plain_write(&word_, sizeof word_); }  // NOLINT: implicit, as std's
    atomic(const atomic&) = delete;
    atomic& operator=(const atomic&) = delete;

    T load(std::memory_order order) const {
      machine().load(&word_, sizeof word_, order);
      return word_.load(std::memory_order_relaxed);
    }
    void store(T value, std::memory_order order) {
      machine().store(&word_, sizeof word_, order);
      word_.store(value, std::memory_order_relaxed);
    }
    T exchange(T value, std::memory_order order) {
      machine().update(&word_, sizeof word_, order);
      return word_.exchange(value, std::memory_order_relaxed);
    }
    T fetch_add(T value, std::memory_order order) {
      machine().update(&word_, sizeof word_, order);
      return word_.fetch_add(value, std::memory_order_relaxed);
    }
    T fetch_sub(T value, std::memory_order order) {
      machine().update(&word_, sizeof word_, order);
      return word_.fetch_sub(value, std::memory_order_relaxed);
    }
    T fetch_or(T value, std::memory_order order) {
      machine().update(&word_, sizeof word_, order);
      return word_.fetch_or(value, std::memory_order_relaxed);
    }
    // Never fails for no reason.
    bool compare_exchange_weak(T& expected, T value, std::memory_order success, std::memory_order failure) {
      return compare_exchange_strong(expected, value, success, failure);
    }
    bool compare_exchange_strong(T& expected, T value, std::memory_order success, std::memory_order failure) {
      const bool done = word_.compare_exchange_strong(expected, value, std::memory_order_relaxed);
      machine().update(&word_, sizeof word_, done ? success : failure, done);
      return done;
    }

   private:
    std::atomic<T> word_;
  };

  template <class T>
  class plain {
   public:
    plain() : plain(T{}) {}
    explicit plain(T value) : value_(std::move(value)) { machine().plain_write(&value_, sizeof value_); }
    const T& get() const {
      machine().plain_read(&value_, sizeof value_);
      return value_;
    }
    void set(T value) {
      machine().plain_write(&value_, sizeof value_);
      value_ = std::move(value);
    }

   private:
    T value_;
  };

  template <class Node, class... Args>
  static Node* make(Args&&... args) {
    return StdPlatform::make<Node>(std::forward<Args>(args)...);
  }

  template <class Node>
  static void dispose(Node* node) {
    StdPlatform::dispose(node);
  }

  static void fence() { machine().note(Cost::fences); }
  static void pause() { machine().note(Cost::pauses); }
  static void yield() { machine().note(Cost::yields); }
  // As by a CPU that follows the hint.
  static void prefetch_for_write(const void* memory) { machine().prefetch(memory); }

  // As on a machine with two of each, where no thread ever moves.
  static unsigned cpu() { return machine().thread() % 2; }
  static unsigned node() { return machine().thread() % 2; }

  static void wait(const atomic<int>&, int) { machine().give_up("goes to sleep, and nobody could wake it"); }
  static void wake_one(atomic<int>&) { machine().note(Cost::wakes); }
  static void wake_all(atomic<int>&) { machine().note(Cost::wakes); }

 private:
  static SimulatedMachine& machine() {
    if (machine_ == nullptr) {
      std::fputs("CountingPlatform: an access while no machine is simulated\n", stderr);
      std::abort();
    }
    return *machine_;
  }

  inline static SimulatedMachine* machine_ = nullptr;
};

}  // namespace syncbench
