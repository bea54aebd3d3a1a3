// What our own atomics-based strategies may ask of a machine, answered by the C++ standard library.
//
// A strategy is `template <class Platform = StdPlatform>` and reaches shared memory only through its Platform, so
// that the same source also runs where every access is observed. StdPlatform adds nothing to hand-written
// std::atomic code.
//
//   atomic<T>              std::atomic<T>; every call spells out its memory order
//   plain<T>               shared but not atomic: an observer may check that no two threads race on it
//   make / dispose         nodes that are reached by several threads
//   fence                  orders all that the thread does before it and after it, and all fences among each other
//   pause                  tells the CPU that this is a spin loop
//   prefetch_for_write     a hint: this thread will write there soon
//   yield                  lets another thread have the CPU
//   cpu / node             where the thread runs at this moment, from 0 on; it may move at any time
//   wait / wake_one, _all  sleeps while a word has a value
#pragma once

#include <atomic>
#include <thread>
#include <utility>

#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
#endif
#if defined(__linux__)
#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <climits>
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

  // That of std::memory_order_seq_cst. For x86 it is spelled out as g++ makes it, since ThreadSanitizer's build would warn
  // that it does not model fences: what it sees is ordered by accesses.
  static void fence() noexcept {
#if defined(__x86_64__)
    asm volatile("lock orq $0, (%%rsp)" : : : "memory", "cc");
#else
    std::atomic_thread_fence(std::memory_order_seq_cst);
#endif
  }

  static void pause() noexcept {
#if defined(__x86_64__) || defined(__i386__)
    _mm_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
  }

  // The compiler's own builtin fetches the line for reading unless it is told of the CPU.
  static void prefetch_for_write(const void* memory) noexcept {
#if defined(__x86_64__) || defined(__i386__)
    asm volatile("prefetchw %0" : : "m"(*static_cast<const char*>(memory)));
#else
    __builtin_prefetch(memory, 1);
#endif
  }

  static void yield() noexcept { std::this_thread::yield(); }

  static unsigned cpu() noexcept {
#if defined(__linux__)
    return static_cast<unsigned>(sched_getcpu());
#else
    return 0;
#endif
  }

  static unsigned node() noexcept {
    unsigned node = 0;
#if defined(__linux__)
    getcpu(nullptr, &node);
#endif
    return node;
  }

  // Sleeps if `word` is `value`, until a wake; may return for no reason, so callers look again. The look sees the newest
  // value, comes after the thread's earlier sequentially consistent accesses, and is one step with the falling asleep to
  // every wake that follows a change of the word. That it saw something publishes nothing to the caller.
  static void wait(const std::atomic<int>& word, int value) noexcept {
#if defined(__linux__)
    futex(word, FUTEX_WAIT_PRIVATE, value);
#else
    word.wait(value, std::memory_order_seq_cst);  // seq_cst: the order that is promised
#endif
  }

  static void wake_one(std::atomic<int>& word) noexcept {
#if defined(__linux__)
    futex(word, FUTEX_WAKE_PRIVATE, 1);
#else
    word.notify_one();
#endif
  }

  static void wake_all(std::atomic<int>& word) noexcept {
#if defined(__linux__)
    futex(word, FUTEX_WAKE_PRIVATE, INT_MAX);
#else
    word.notify_all();
#endif
  }

 private:
#if defined(__linux__)
  static_assert(sizeof(std::atomic<int>) == sizeof(int), "the kernel looks at the word itself");

  // Not std::atomic::wait: libstdc++ spins and keeps waiters in a table of its own before it asks the kernel.
  static void futex(const std::atomic<int>& word, int operation, int value) noexcept {
    syscall(SYS_futex, &word, operation, value, nullptr, nullptr, 0);
  }
#endif
};

}  // namespace syncbench
