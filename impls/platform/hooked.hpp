// A Platform that calls a hook before each access to what is shared: what the tests build their own from.
#pragma once

#include <atomic>
#include <utility>

#include "impls/platform/std.hpp"

namespace syncbench {

// `read` and `write` are those of plain memory.
enum class Access {
  load,
  store,
  exchange,
  fetch_add,
  fetch_sub,
  fetch_or,
  compare_exchange,
  fence,
  read,
  write,
  pause,
  wait,
  wake,
  dispose
};

// Hook::before(Access) runs before each access, on the thread that makes it; Hook::fails_spuriously() says whether a
// compare_exchange_weak fails now for no reason, as the standard lets it. Everything else is the standard library's.
template <class Hook>
struct HookedPlatform {
  template <class T>
  class atomic {
   public:
    atomic() noexcept = default;
    atomic(T value) noexcept : word_(value) {}  // NOLINT: implicit, as std's
    atomic(const atomic&) = delete;
    atomic& operator=(const atomic&) = delete;

    T load(std::memory_order order) const {
      Hook::before(Access::load);
      return word_.load(order);
    }
    void store(T value, std::memory_order order) {
      Hook::before(Access::store);
      word_.store(value, order);
    }
    T exchange(T value, std::memory_order order) {
      Hook::before(Access::exchange);
      return word_.exchange(value, order);
    }
    T fetch_add(T value, std::memory_order order) {
      Hook::before(Access::fetch_add);
      return word_.fetch_add(value, order);
    }
    T fetch_sub(T value, std::memory_order order) {
      Hook::before(Access::fetch_sub);
      return word_.fetch_sub(value, order);
    }
    T fetch_or(T value, std::memory_order order) {
      Hook::before(Access::fetch_or);
      return word_.fetch_or(value, order);
    }
    bool compare_exchange_weak(T& expected, T value, std::memory_order success, std::memory_order failure) {
      Hook::before(Access::compare_exchange);
      if (!Hook::fails_spuriously()) return word_.compare_exchange_weak(expected, value, success, failure);
      expected = word_.load(failure);
      return false;
    }
    bool compare_exchange_strong(T& expected, T value, std::memory_order success, std::memory_order failure) {
      Hook::before(Access::compare_exchange);
      return word_.compare_exchange_strong(expected, value, success, failure);
    }

   private:
    friend HookedPlatform;
    std::atomic<T> word_{};
  };

  template <class T>
  class plain {
   public:
    plain() = default;
    explicit plain(T value) : word_(std::move(value)) {}
    const T& get() const {
      Hook::before(Access::read);
      return word_.get();
    }
    void set(T value) {
      Hook::before(Access::write);
      word_.set(std::move(value));
    }

   private:
    StdPlatform::plain<T> word_{};
  };

  template <class Node, class... Args>
  static Node* make(Args&&... args) {
    return StdPlatform::make<Node>(std::forward<Args>(args)...);
  }

  template <class Node>
  static void dispose(Node* node) {
    Hook::before(Access::dispose);
    StdPlatform::dispose(node);
  }

  static void fence() {
    Hook::before(Access::fence);
    StdPlatform::fence();
  }
  static void pause() {
    Hook::before(Access::pause);
    StdPlatform::pause();
  }
  static void yield() {
    Hook::before(Access::pause);
    StdPlatform::yield();
  }
  static void prefetch_for_write(const void*) {}
  static unsigned cpu() { return StdPlatform::cpu(); }
  static unsigned node() { return StdPlatform::node(); }
  static void wait(const atomic<int>& word, int value) {
    Hook::before(Access::wait);
    StdPlatform::wait(word.word_, value);
  }
  static void wake_one(atomic<int>& word) {
    Hook::before(Access::wake);
    StdPlatform::wake_one(word.word_);
  }
  static void wake_all(atomic<int>& word) {
    Hook::before(Access::wake);
    StdPlatform::wake_all(word.word_);
  }
};

}  // namespace syncbench
