// What our own atomics-based strategies may ask of a machine, answered by the C++ standard library.
//
// A strategy is `template <class Platform = StdPlatform>` and reaches shared memory only through its Platform, so
// that the same source also runs where every access is observed. StdPlatform adds nothing to hand-written
// std::atomic code.
//
//   atomic<T>        std::atomic<T>; every call spells out its memory order
//   plain<T>         shared but not atomic: an observer may check that no two threads race on it
//   make / dispose   nodes that are reached by several threads
//   pause            tells the CPU that this is a spin loop
#pragma once

#include <atomic>
#include <utility>

#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
#endif

namespace syncbench {

struct StdPlatform {
  template <class T>
  using atomic = std::atomic<T>;

  template <class T>
  class plain {
   public:
    plain() = default;
    explicit plain(T value) : value_(std::move(value)) {}
    const T& get() const noexcept { return value_; }
    void set(T value) noexcept { value_ = std::move(value); }

   private:
    T value_{};
  };

  // Throws std::bad_alloc like new.
  template <class Node, class... Args>
  static Node* make(Args&&... args) {
    return new Node(std::forward<Args>(args)...);
  }

  template <class Node>
  static void dispose(Node* node) noexcept {
    delete node;
  }

  static void pause() noexcept {
#if defined(__x86_64__) || defined(__i386__)
    _mm_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
  }
};

}  // namespace syncbench
