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
  drop,     // not done: the store, the addition, the wake, the disposal
  tear,     // a read-modify-write as a load and a store
  claim,    // a compare-exchange that stores without comparing
  believe,  // a compare-exchange that failed for no reason is taken for a success
  repeat,   // a load answers what this thread last loaded from the word
  offset,   // the value stored is off by `value`
  relabel,  // an exchange that found 0 leaves `value`
  one       // one sleeper is woken instead of all
};

// Which accesses change, and how: those of this kind and order in the function of this name.
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
  bool numbers_only = false;  // of stores: not those of pointers
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

template <class Base, Mutation mutation>
struct Mutated : Base {
  using Where = std::source_location;

  static bool here(Access access, const Where& where) {
    return access == mutation.access && is_called(where.function_name(), mutation.in.text);
  }
  static bool here(Access access, std::memory_order order, const Where& where) {
    return order == mutation.order && here(access, where);
  }
  template <class T>
  static bool here(std::type_identity<T>, Access access, std::memory_order order, const Where& where) {
    return (std::integral<T> || !mutation.numbers_only) && here(access, order, where);
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
        auto& last = last_.at(Base::thread());
        if (changed && last) return *last;
        return *(last = traced(where, [&](auto... at) { return word_.load(order, at...); }));
      } else {
        if (changed) order = weakened(order);
        return traced(where, [&](auto... at) { return word_.load(order, at...); });
      }
    }

    void store(T value, std::memory_order order, Where where = Where::current()) {
      if (here(std::type_identity<T>{}, Access::store, order, where)) {
        if (mutation.change == Change::drop) return;
        order = weakened(order);
        value = changed(value);
      }
      traced(where, [&](auto... at) { word_.store(value, order, at...); });
    }

    T exchange(T value, std::memory_order order, Where where = Where::current()) {
      if (here(Access::exchange, order, where)) {
        if (mutation.change == Change::tear) {
          const T before = seen(where);
          put(value, where);
          return before;
        }
        if (mutation.change == Change::relabel) return relabelled(value, order, where);
        order = weakened(order);
        value = changed(value);
      }
      return traced(where, [&](auto... at) { return word_.exchange(value, order, at...); });
    }

    T fetch_add(T value, std::memory_order order, Where where = Where::current()) {
      if (here(Access::fetch_add, order, where)) {
        if (mutation.change == Change::drop) return load(std::memory_order_relaxed, where);
        if (mutation.change == Change::tear) {
          const T before = seen(where);
          put(static_cast<T>(before + value), where);
          return before;
        }
        order = weakened(order);
        value = changed(value);
      }
      return traced(where, [&](auto... at) { return word_.fetch_add(value, order, at...); });
    }

    T fetch_sub(T value, std::memory_order order, Where where = Where::current()) {
      if (here(Access::fetch_sub, order, where)) order = weakened(order);
      return traced(where, [&](auto... at) { return word_.fetch_sub(value, order, at...); });
    }

    T fetch_or(T value, std::memory_order order, Where where = Where::current()) {
      if (here(Access::fetch_or, order, where)) {
        if (mutation.change == Change::drop) return load(std::memory_order_relaxed, where);
        if (mutation.change == Change::tear) {
          const T before = seen(where);
          put(static_cast<T>(before | value), where);
          return before;
        }
        order = weakened(order);
      }
      return traced(where, [&](auto... at) { return word_.fetch_or(value, order, at...); });
    }

    bool compare_exchange_weak(T& expected, T value, std::memory_order success, std::memory_order failure,
                               Where where = Where::current()) {
      const bool changed = here(Access::compare_exchange, success, where);
      if (changed && claims(value, where)) return true;
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
        if (claims(value, where)) return true;
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
      }
      return value;
    }

    // Whether a compare-exchange stores without having compared anything.
    bool claims(T value, const Where& where) {
      if (mutation.change != Change::claim) return false;
      traced(where, [&](auto... at) { word_.store(value, std::memory_order_relaxed, at...); });
      return true;
    }

    // The two halves of what should be one step, in orders that hide nothing else.
    T seen(const Where& where) const {
      return traced(where, [&](auto... at) { return word_.load(std::memory_order_acquire, at...); });
    }
    void put(T value, const Where& where) {
      traced(where, [&](auto... at) { word_.store(value, std::memory_order_release, at...); });
    }

    T relabelled(T value, std::memory_order order, const Where& where) {
      if constexpr (std::integral<T>) {
        T expected = 0;
        const bool found_0 = traced(where, [&](auto... at) {
          return word_.compare_exchange_strong(expected, static_cast<T>(mutation.value), order,
                                               std::memory_order_relaxed, at...);
        });
        if (found_0) return 0;
      }
      return traced(where, [&](auto... at) { return word_.exchange(value, order, at...); });
    }

    Word word_;
    // For Change::repeat, by thread: in the model checker, which has few.
    struct Nothing {};
    mutable std::conditional_t<mutation.change == Change::repeat, std::array<std::optional<T>, 8>, Nothing> last_{};
  };

  static void fence(Where where = Where::current()) {
    if (here(Access::fence, where) && mutation.change == Change::drop) return;
    atomic<int>::traced(where, [&](auto... at) { Base::fence(at...); });
  }
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
