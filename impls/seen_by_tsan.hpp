// Locks and queues that ThreadSanitizer cannot see into, made visible: SeenByTsan<S> is S with each of them in it
// replaced by one that tells what it does.
//
// absl and oneTBB's transactions are in libraries that are not instrumented, Concurrency Kit is inline assembly, and
// moodycamel's ReaderWriterQueue orders by fences, which are not modelled: what they synchronize, ThreadSanitizer takes
// for a race. So it is told that lock() and a pop acquire, and unlock() and a push release, and looks away while they
// run. It then misses a wrong order inside them, but still watches the guarded memory: a lock that lets two in is found
// where they meet; and that each task arrives once and in order, the histories judge. Without ThreadSanitizer, nothing
// is told.
#pragma once

#include <type_traits>

#include "impls/info.hpp"
#include "impls/list.hpp"

// ThreadSanitizer's runtime has these; elsewhere they are null.
extern "C" {
[[gnu::weak]] void __tsan_acquire(void* address);
[[gnu::weak]] void __tsan_release(void* address);
[[gnu::weak]] void AnnotateIgnoreReadsBegin(const char* file, int line);
[[gnu::weak]] void AnnotateIgnoreReadsEnd(const char* file, int line);
[[gnu::weak]] void AnnotateIgnoreWritesBegin(const char* file, int line);
[[gnu::weak]] void AnnotateIgnoreWritesEnd(const char* file, int line);
}

namespace syncbench {

constexpr bool hidden_from_tsan(const Info& info) {
  return info.source == Source::absl || info.source == Source::ck || info.name == "tbb_speculative_spin_mutex" ||
         info.name == "moodycamel_readerwriterqueue";
}

namespace detail {

// While it lives, the thread's accesses are not looked at.
class TsanLooksAway {
 public:
  TsanLooksAway() {
    if (AnnotateIgnoreReadsBegin == nullptr) return;
    AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
    AnnotateIgnoreWritesBegin(__FILE__, __LINE__);
  }
  ~TsanLooksAway() {
    if (AnnotateIgnoreReadsBegin == nullptr) return;
    AnnotateIgnoreWritesEnd(__FILE__, __LINE__);
    AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
  }
  TsanLooksAway(const TsanLooksAway&) = delete;
  TsanLooksAway& operator=(const TsanLooksAway&) = delete;
};

}  // namespace detail

// Its Local, if it has one, is L's, which takes an L&.
template <class L>
class AnnotatedLock : public L {
 public:
  using L::L;

  template <class... Local>
  void lock(Local&... local) {
    {
      const detail::TsanLooksAway here;
      L::lock(local...);
    }
    if (__tsan_acquire != nullptr) __tsan_acquire(this);
  }

  template <class... Local>
  void unlock(Local&... local) {
    if (__tsan_release != nullptr) __tsan_release(this);
    const detail::TsanLooksAway here;
    L::unlock(local...);
  }
};

// None of these queues has a Local.
template <class Q>
class AnnotatedQueue : public Q {
 public:
  using Q::Q;

  template <class T>
  bool try_push(const T& task) {
    if (__tsan_release != nullptr) __tsan_release(this);
    const detail::TsanLooksAway here;
    return Q::try_push(task);
  }

  template <class T>
  bool try_pop(T& task) {
    bool popped = false;
    {
      const detail::TsanLooksAway here;
      popped = Q::try_pop(task);
    }
    if (popped && __tsan_acquire != nullptr) __tsan_acquire(this);
    return popped;
  }
};

namespace detail {

template <class S>
struct Seen {
  using type = S;
};

template <class L>
requires(hidden_from_tsan(L::info) && requires(L & lock) { &L::lock; }) struct Seen<L> {
  using type = AnnotatedLock<L>;
};

template <class S>
concept HiddenQueue = hidden_from_tsan(S::info) && requires {
  &S::try_pop;
};

// An adapter, or whatever has a lock among its arguments.
template <template <class...> class S, class... Args>
struct Seen<S<Args...>> {
  using type = S<typename Seen<Args>::type...>;
};

template <template <class> class Q, class T>
requires HiddenQueue<Q<T>>
struct Seen<Q<T>> {
  using type = AnnotatedQueue<Q<T>>;
};

}  // namespace detail

template <class S>
using SeenByTsan = typename detail::Seen<S>::type;

}  // namespace syncbench
