// The Platform of a model checker: Relacy runs all threads of a scenario in one, chooses who goes next and which of
// the values a load may see, and reports races on plain<T>, use of freed nodes, leaks, deadlocks and failed checks.
//
// Include it last: Relacy defines macros with everyday names, and only those that our own code needs go away again
// below. Compile with -fno-lifetime-dse: otherwise GCC drops what Relacy writes into destroyed objects, and their
// later use goes unseen.
//
// Source: Vyukov, Relacy Race Detector (Debian's relacy-dev). It covers most of the C++11 memory model, without load
// buffering and 2+2W.
#pragma once

// Relacy needs these and does not include them.
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <map>
#include <mutex>
#include <new>
#include <set>
#include <source_location>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Wpedantic"
#include <relacy/relacy.hpp>
#pragma GCC diagnostic pop

#undef memory_order_relaxed
#undef memory_order_consume
#undef memory_order_acquire
#undef memory_order_release
#undef memory_order_acq_rel
#undef memory_order_seq_cst
#undef new
#undef delete
#undef malloc
#undef calloc
#undef realloc
#undef free
#undef assert
#undef errno
#undef futex

// Relacy replaces the others; without these two the containers would free by another allocator than they got from.
inline void operator delete(void* memory, std::size_t) noexcept { ::operator delete(memory); }
inline void operator delete[](void* memory, std::size_t) noexcept { ::operator delete[](memory); }

namespace syncbench {

class RelacyPlatform {
  using Where = std::source_location;

  static rl::debug_info at(const Where& where) { return {where.function_name(), where.file_name(), where.line()}; }

  static rl::memory_order relacy(std::memory_order order) {
    switch (order) {
      case std::memory_order_relaxed: return rl::mo_relaxed;
      case std::memory_order_consume: return rl::mo_consume;
      case std::memory_order_acquire: return rl::mo_acquire;
      case std::memory_order_release: return rl::mo_release;
      case std::memory_order_acq_rel: return rl::mo_acq_rel;
      case std::memory_order_seq_cst: break;
    }
    return rl::mo_seq_cst;
  }

 public:
  // Each call takes its place in the source by a default argument, for the traces.
  template <class T>
  class atomic {
   public:
    atomic() : atomic(T{}) {}
    atomic(T value) {
      word_.store(value, rl::mo_relaxed, {"initial value", __FILE__, __LINE__});
    }  // NOLINT: as std's

    T load(std::memory_order order, Where where = Where::current()) const {
      return word_.load(relacy(order), at(where));
    }
    void store(T value, std::memory_order order, Where where = Where::current()) {
      word_.store(value, relacy(order), at(where));
    }
    T exchange(T value, std::memory_order order, Where where = Where::current()) {
      return word_.exchange(value, relacy(order), at(where));
    }
    T fetch_add(T value, std::memory_order order, Where where = Where::current()) {
      return word_.fetch_add(value, relacy(order), at(where));
    }
    T fetch_sub(T value, std::memory_order order, Where where = Where::current()) {
      return word_.fetch_sub(value, relacy(order), at(where));
    }
    T fetch_or(T value, std::memory_order order, Where where = Where::current()) {
      return word_.fetch_or(value, relacy(order), at(where));
    }
    bool compare_exchange_weak(T& expected, T value, std::memory_order success, std::memory_order failure,
                               Where where = Where::current()) {
      return word_.compare_exchange_weak(expected, value, relacy(success), at(where), relacy(failure), at(where));
    }
    bool compare_exchange_strong(T& expected, T value, std::memory_order success, std::memory_order failure,
                                 Where where = Where::current()) {
      return word_.compare_exchange_strong(expected, value, relacy(success), at(where), relacy(failure), at(where));
    }

   private:
    friend RelacyPlatform;
    rl::atomic<T> word_;
  };

  template <class T>
  class plain {
   public:
    plain() : plain(T{}) {}
    explicit plain(T value) { set(value); }
    T get(Where where = Where::current()) const { return word_(at(where)).load(); }
    void set(T value, Where where = Where::current()) { word_(at(where)).store(value); }

   private:
    mutable rl::var<T> word_;  // Relacy notes who read it
  };

  template <class Node, class... Args>
  static Node* make(Args&&... args) {
    return ::new (rl::ctx().alloc(sizeof(Node), false, at(Where::current()))) Node(std::forward<Args>(args)...);
  }

  template <class Node>
  static void dispose(Node* node, Where where = Where::current()) {
    node->~Node();
    rl::ctx().free(node, false, at(where));
  }

  // Which of the scenario's threads runs: to the language they are one.
  static unsigned thread() { return rl::thread_index(); }

  // Stronger than the language's: each one also sees what was before all earlier ones.
  static void fence(Where where = Where::current()) { rl::atomic_thread_fence(rl::mo_seq_cst, at(where)); }

  static void pause(Where where = Where::current()) { rl::yield(1, at(where)); }

  static void yield(Where where = Where::current()) { pause(where); }

  static void prefetch_for_write(const void*) {}

  // As on a machine with two of each, where no thread ever moves.
  static unsigned cpu() { return thread() % 2; }
  static unsigned node() { return thread() % 2; }

  // The look is a relaxed read-modify-write that changes nothing: it sees the newest value, as the Platform promises, and
  // acquires nothing, which it does not. Not Relacy's own futex, whose look may see an old value even behind its fence,
  // and would acquire.
  static void wait(const atomic<int>& word, int value, Where where = Where::current()) {
    auto& context = rl::ctx();
    auto& modelled = const_cast<atomic<int>&>(word).word_;
    context.sched();
    int seen = 0;
    {
      rl::preemption_disabler one_step(context);
      seen = modelled.fetch_add(0, rl::mo_relaxed, at(where));
    }
    if (seen == value) modelled.wait(context, false, true, at(where));  // may also wake for no reason
  }
  static void wake_one(atomic<int>& word, Where where = Where::current()) { wake(word, 1, where); }
  static void wake_all(atomic<int>& word, Where where = Where::current()) { wake(word, everybody, where); }

 private:
  static constexpr rl::thread_id_t everybody = 64;  // more than any scenario has

  static void wake(atomic<int>& word, rl::thread_id_t count, const Where& where) {
    auto& context = rl::ctx();
    context.sched();
    word.word_.wake(context, count, at(where));
  }
};

}  // namespace syncbench
