// A Platform that is wrong in one place: the source of a strategy stays as it is shipped, and one kind of access in
// one of its functions does something else.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <concepts>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "impls/platform/hooked.hpp"

namespace syncbench {

enum class Change {
  order,    // a weaker memory order
  drop,     // not done: the store, the addition, the exchange (which says that it succeeded), the wake, the disposal
  tear,     // a read-modify-write as a load and a store
  claim,    // a compare-exchange that stores without comparing
  believe,  // a compare-exchange that failed for no reason is taken for a success
  repeat,   // a load answers what this thread last loaded from the word
  offset,   // the value stored is off by `value`
  replace,  // the value stored is `value`
  relabel,  // an exchange that found 0 leaves `value`
  one       // one sleeper is woken instead of all
};

// Which accesses change: those of this kind and order in the function of this name.
struct Mutation {
  struct Word {
    char text[24]{};
    constexpr Word(const char* word) { std::copy_n(word, std::char_traits<char>::length(word), text); }  // NOLINT
  };
  Word in;
  Access access;
  std::memory_order order = std::memory_order_seq_cst;  // of a compare-exchange: on success
  Change change = Change::order;
  std::memory_order to = std::memory_order_relaxed;
  int value = 0;
};

// Whether `function`, as the compiler describes it, is called `name`.
inline bool is_called(std::string_view function, std::string_view name) {
  function = function.substr(0, function.find(" [with "));  // GCC's list of the template arguments
  for (auto at = function.find(name); at != std::string_view::npos; at = function.find(name, at + 1)) {
    const auto end = at + name.size();
    const bool starts = at == 0 || function[at - 1] == ':' || function[at - 1] == ' ';
    if (starts && (end == function.size() || function[end] == '(')) return true;
  }
  return false;
}

// A small number that no other thread has at the same time, for up to 64 threads alive.
template <class Base>
unsigned thread_number() {
  if constexpr (requires { Base::thread(); }) {
    return Base::thread();
  } else {
    static std::atomic<unsigned> started{0};
    thread_local const unsigned own = started.fetch_add(1, std::memory_order_relaxed);  // relaxed: only a number
    return own;
  }
}

template <class Base, Mutation mutation>
struct Mutated : Base {
  using Where = std::source_location;

  static bool here(Access access, const Where& where) {
    return access == mutation.access && is_called(where.function_name(), mutation.in.text);
  }
  static bool here(Access access, std::memory_order order, const Where& where) {
    return order == mutation.order && here(access, where);
  }
  static std::memory_order weakened(std::memory_order order) {
    return mutation.change == Change::order ? mutation.to : order;
  }
  // A failed exchange may not be ordered more strongly than a successful one.
  static std::memory_order weakened_failure(std::memory_order failure) {
    return mutation.change == Change::order ? std::memory_order_relaxed : failure;
  }

  template <class T>
  class atomic {
    using Word = typename Base::template atomic<T>;
    // The model checker's Platform wants to know where it is called from.
    static constexpr bool traces = requires(Word & word, Where where) {
      word.load(std::memory_order_relaxed, where);
    };

    template <class Call>
    static decltype(auto) traced(const Where& where, Call call) {
      if constexpr (traces) {
        return call(where);
      } else {
        return call();
      }
    }

   public:
    atomic() : atomic(T{}) {}
    atomic(T value) : word_(value) {}  // NOLINT: implicit, as std's

    T load(std::memory_order order, Where where = Where::current()) const {
      const bool changed = here(Access::load, order, where);
      if constexpr (mutation.change == Change::repeat) {
        auto& last = last_[thread_number<Base>() % last_.size()];
        if (changed && last) return *last;
        return *(last = traced(where, [&](auto... at) { return word_.load(order, at...); }));
      } else {
        if (changed) order = weakened(order);
        return traced(where, [&](auto... at) { return word_.load(order, at...); });
      }
    }

    void store(T value, std::memory_order order, Where where = Where::current()) {
      if (here(Access::store, order, where)) {
        if (mutation.change == Change::drop) return;
        order = weakened(order);
        value = changed(value);
      }
      traced(where, [&](auto... at) { word_.store(value, order, at...); });
    }

    T exchange(T value, std::memory_order order, Where where = Where::current()) {
      if (here(Access::exchange, order, where)) {
        if (mutation.change == Change::tear) return torn(value, where);
        if (mutation.change == Change::relabel) return relabelled(value, order, where);
        order = weakened(order);
        value = changed(value);
      }
      return traced(where, [&](auto... at) { return word_.exchange(value, order, at...); });
    }

    T fetch_add(T value, std::memory_order order, Where where = Where::current()) {
      if (here(Access::fetch_add, order, where)) {
        if (mutation.change == Change::drop) return load(std::memory_order_relaxed, where);
        if constexpr (std::integral<T>) {
          if (mutation.change == Change::tear) {
            return torn(static_cast<T>(word_load(where) + value), where);
          }
        }
        order = weakened(order);
        value = changed(value);
      }
      return traced(where, [&](auto... at) { return word_.fetch_add(value, order, at...); });
    }

    T fetch_sub(T value, std::memory_order order, Where where = Where::current()) {
      if (here(Access::fetch_sub, order, where)) {
        if (mutation.change == Change::drop) return load(std::memory_order_relaxed, where);
        order = weakened(order);
      }
      return traced(where, [&](auto... at) { return word_.fetch_sub(value, order, at...); });
    }

    bool compare_exchange_weak(T& expected, T value, std::memory_order success, std::memory_order failure,
                               Where where = Where::current()) {
      const bool changed = here(Access::compare_exchange, success, where);
      if (changed && decided(value, where)) return true;
      if (changed) {
        success = weakened(success);
        failure = weakened_failure(failure);
      }
      const T wanted = expected;
      const bool done = traced(
          where, [&](auto... at) { return word_.compare_exchange_weak(expected, value, success, failure, at...); });
      return done || (changed && mutation.change == Change::believe && expected == wanted);
    }

    bool compare_exchange_strong(T& expected, T value, std::memory_order success, std::memory_order failure,
                                 Where where = Where::current()) {
      if (here(Access::compare_exchange, success, where)) {
        if (decided(value, where)) return true;
        success = weakened(success);
        failure = weakened_failure(failure);
      }
      return traced(
          where, [&](auto... at) { return word_.compare_exchange_strong(expected, value, success, failure, at...); });
    }

   private:
    friend Mutated;

    static T changed(T value) {
      if constexpr (std::integral<T>) {
        if (mutation.change == Change::offset) return static_cast<T>(value + static_cast<T>(mutation.value));
        if (mutation.change == Change::replace) return static_cast<T>(mutation.value);
      }
      return value;
    }

    // Whether a compare-exchange succeeds without having compared anything.
    bool decided(T value, const Where& where) {
      if (mutation.change == Change::drop) return true;
      if (mutation.change != Change::claim) return false;
      traced(where, [&](auto... at) { word_.store(value, std::memory_order_relaxed, at...); });
      return true;
    }

    // The orders that hide nothing: what is missing is that it is one step.
    T word_load(const Where& where) const {
      return traced(where, [&](auto... at) { return word_.load(std::memory_order_acquire, at...); });
    }
    T torn(T value, const Where& where) {
      const T before = word_load(where);
      traced(where, [&](auto... at) { word_.store(value, std::memory_order_release, at...); });
      return before;
    }

    T relabelled(T value, std::memory_order order, const Where& where) {
      const T before = traced(where, [&](auto... at) { return word_.exchange(value, order, at...); });
      if constexpr (std::integral<T>) {
        if (before == 0) {
          traced(where,
                 [&](auto... at) { word_.store(static_cast<T>(mutation.value), std::memory_order_relaxed, at...); });
        }
      }
      return before;
    }

    Word word_;
    // For Change::repeat, by thread.
    struct Nothing {};
    mutable std::conditional_t<mutation.change == Change::repeat, std::array<std::optional<T>, 64>, Nothing> last_{};
  };

  static void wait(const atomic<int>& word, int value, Where where = Where::current()) {
    if (here(Access::wait, where) && mutation.change == Change::drop) return;
    atomic<int>::traced(where, [&](auto... at) { Base::wait(word.word_, value, at...); });
  }
  static void wake_one(atomic<int>& word, Where where = Where::current()) {
    if (here(Access::wake, where) && mutation.change == Change::drop) return;
    atomic<int>::traced(where, [&](auto... at) { Base::wake_one(word.word_, at...); });
  }
  static void wake_all(atomic<int>& word, Where where = Where::current()) {
    const bool changed = here(Access::wake, where);
    if (changed && mutation.change == Change::drop) return;
    if (changed && mutation.change == Change::one) return wake_one(word, where);
    atomic<int>::traced(where, [&](auto... at) { Base::wake_all(word.word_, at...); });
  }

  template <class Node>
  static void dispose(Node* node, Where where = Where::current()) {
    if (here(Access::dispose, where) && mutation.change == Change::drop) return;
    atomic<int>::traced(where, [&](auto... at) { Base::dispose(node, at...); });
  }
};

}  // namespace syncbench
