// Strategies behind virtual calls, so that what uses them is compiled once and not once for each: what verifies them,
// and what times their calls one by one, where reading the clock costs more than the virtual call and the reading of an
// empty call is told beside the figures. Throughput is never measured this way.
//
// AnyLock, AnyCounter and AnyQueue are called like any strategy with a Local (instance.hpp); they are made by an
// Erased<Any>, which is a strategy as a value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <utility>

#include "impls/batches.hpp"
#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/seen_by_tsan.hpp"

namespace syncbench {

// Each has a Session: one thread's calls.
class AnyLock {
 public:
  struct Session {
    virtual ~Session() = default;
    virtual void lock() = 0;
    virtual void unlock() = 0;
  };
  struct Local {
    Local(AnyLock& lock, unsigned thread) : session(lock.session(thread)) {}
    std::unique_ptr<Session> session;
  };

  virtual ~AnyLock() = default;
  void lock(Local& local) { local.session->lock(); }
  void unlock(Local& local) { local.session->unlock(); }

 private:
  virtual std::unique_ptr<Session> session(unsigned thread) = 0;
};

class AnyCounter {
 public:
  struct Session {
    virtual ~Session() = default;
    virtual void add(std::uint64_t n) = 0;
    virtual std::uint64_t fetch_add(std::uint64_t n) = 0;
  };
  struct Local {
    Local(AnyCounter& counter, unsigned thread) : session(counter.session(thread)) {}
    std::unique_ptr<Session> session;
  };

  virtual ~AnyCounter() = default;
  void add(std::uint64_t n, Local& local) { local.session->add(n); }
  // Throws std::logic_error if the counter is quiescent.
  std::uint64_t fetch_add(std::uint64_t n, Local& local) { return local.session->fetch_add(n); }
  virtual std::uint64_t value() const = 0;

 private:
  virtual std::unique_ptr<Session> session(unsigned thread) = 0;
};

class AnyQueue {
 public:
  struct Session {
    virtual ~Session() = default;
    virtual bool try_push(const std::uint64_t& task) = 0;
    virtual bool try_pop(std::uint64_t& task) = 0;
    virtual std::size_t try_push_batch(const std::uint64_t* tasks, std::size_t n) = 0;
    virtual std::size_t try_pop_batch(std::uint64_t* tasks, std::size_t n) = 0;
  };
  struct Local {
    Local(AnyQueue& queue, unsigned thread) : session(queue.session(thread)) {}
    std::unique_ptr<Session> session;
  };

  virtual ~AnyQueue() = default;
  bool try_push(const std::uint64_t& task, Local& local) { return local.session->try_push(task); }
  bool try_pop(std::uint64_t& task, Local& local) { return local.session->try_pop(task); }
  // Both throw std::logic_error if the queue offers no batches.
  std::size_t try_push_batch(const std::uint64_t* tasks, std::size_t n, Local& local) {
    return local.session->try_push_batch(tasks, n);
  }
  std::size_t try_pop_batch(std::uint64_t* tasks, std::size_t n, Local& local) {
    return local.session->try_pop_batch(tasks, n);
  }

 private:
  virtual std::unique_ptr<Session> session(unsigned thread) = 0;
};

namespace detail {

template <class Any, class S>
class Sessions;

template <class S>
class Sessions<AnyLock, S> : public AnyLock::Session {
 public:
  Sessions(S& lock, unsigned thread) : handle_(lock, thread) {}
  void lock() override {
    handle_.call([](auto& l, auto&... local) { l.lock(local...); });
  }
  void unlock() override {
    handle_.call([](auto& l, auto&... local) { l.unlock(local...); });
  }

 private:
  Handle<S> handle_;
};

template <class S>
class Sessions<AnyCounter, S> : public AnyCounter::Session {
 public:
  Sessions(S& counter, unsigned thread) : handle_(counter, thread) {}
  void add(std::uint64_t n) override {
    handle_.call([n](auto& c, auto&... local) { c.add(n, local...); });
  }
  std::uint64_t fetch_add(std::uint64_t n) override {
    if constexpr (S::info.counter.consistency == Consistency::linearizable) {
      return handle_.call([n](auto& c, auto&... local) { return c.fetch_add(n, local...); });
    } else {
      throw std::logic_error("fetch_add of a quiescent counter");
    }
  }

 private:
  Handle<S> handle_;
};

template <class S>
class Sessions<AnyQueue, S> : public AnyQueue::Session {
 public:
  Sessions(S& queue, unsigned thread) : handle_(queue, thread) {}
  bool try_push(const std::uint64_t& task) override {
    return handle_.call([&task](auto& q, auto&... local) { return q.try_push(task, local...); });
  }
  bool try_pop(std::uint64_t& task) override {
    return handle_.call([&task](auto& q, auto&... local) { return q.try_pop(task, local...); });
  }
  std::size_t try_push_batch(const std::uint64_t* tasks, std::size_t n) override {
    if constexpr (BatchQueue<S, std::uint64_t>) {
      return handle_.call([=](auto& q, auto&... local) { return q.try_push_batch(tasks, n, local...); });
    } else {
      throw std::logic_error("a batch for a queue that offers none");
    }
  }
  std::size_t try_pop_batch(std::uint64_t* tasks, std::size_t n) override {
    if constexpr (BatchQueue<S, std::uint64_t>) {
      return handle_.call([=](auto& q, auto&... local) { return q.try_pop_batch(tasks, n, local...); });
    } else {
      throw std::logic_error("a batch of a queue that offers none");
    }
  }

 private:
  Handle<S> handle_;
};

template <class Any, class S>
class Hidden : public Any {
 public:
  explicit Hidden(const Limits& limits) : Hidden(make_instance<S>(limits)) {}
  explicit Hidden(std::unique_ptr<S> object) : object_(std::move(object)) {}

 protected:
  std::unique_ptr<S> object_;

 private:
  std::unique_ptr<typename Any::Session> session(unsigned thread) final {
    return std::make_unique<Sessions<Any, S>>(*object_, thread);
  }
};

template <class Any, class S>
struct HiddenSum : Hidden<Any, S> {
  using Hidden<Any, S>::Hidden;
};

template <class S>
struct HiddenSum<AnyCounter, S> : Hidden<AnyCounter, S> {
  using Hidden<AnyCounter, S>::Hidden;
  std::uint64_t value() const final { return this->object_->value(); }
};

}  // namespace detail

// How to make a strategy, and what it says of itself.
template <class Any>
struct Erased {
  Info info;
  bool adapter = false;  // a lock's counter or ring
  bool batches = false;  // a queue's
  std::unique_ptr<Any> (*make)(const Limits&) = nullptr;
};

template <class Any>
std::unique_ptr<Any> make_instance(const Erased<Any>& strategy, const Limits& limits) {
  return strategy.make(limits);
}

// Of a queue of std::uint64_t. Locks that ThreadSanitizer cannot see into tell it what they do.
template <class Any, class S>
Erased<Any> erased() {
  return {S::info, LockAdapter<S>, BatchQueue<S, std::uint64_t>, [](const Limits& limits) -> std::unique_ptr<Any> {
            return std::make_unique<detail::HiddenSum<Any, SeenByTsan<S>>>(limits);
          }};
}

// One object that is already made.
template <class Any, class S>
std::unique_ptr<Any> hide(std::unique_ptr<S> object) {
  return std::make_unique<detail::HiddenSum<Any, S>>(std::move(object));
}

// The calls, for whoever has a handle.
inline void lock(Handle<AnyLock>& handle) {
  handle.call([](auto& l, auto& local) { l.lock(local); });
}
inline void unlock(Handle<AnyLock>& handle) {
  handle.call([](auto& l, auto& local) { l.unlock(local); });
}
inline void add(Handle<AnyCounter>& handle, std::uint64_t n) {
  handle.call([n](auto& c, auto& local) { c.add(n, local); });
}
inline std::uint64_t fetch_add(Handle<AnyCounter>& handle, std::uint64_t n) {
  return handle.call([n](auto& c, auto& local) { return c.fetch_add(n, local); });
}
inline bool push(Handle<AnyQueue>& handle, std::uint64_t task) {
  return handle.call([task](auto& q, auto& local) { return q.try_push(task, local); });
}
inline bool pop(Handle<AnyQueue>& handle, std::uint64_t& task) {
  return handle.call([&task](auto& q, auto& local) { return q.try_pop(task, local); });
}
inline std::size_t push_batch(Handle<AnyQueue>& handle, const std::uint64_t* tasks, std::size_t n) {
  return handle.call([=](auto& q, auto& local) { return q.try_push_batch(tasks, n, local); });
}
inline std::size_t pop_batch(Handle<AnyQueue>& handle, std::uint64_t* tasks, std::size_t n) {
  return handle.call([=](auto& q, auto& local) { return q.try_pop_batch(tasks, n, local); });
}

}  // namespace syncbench
