// Queues that go wrong when memory runs out.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <utility>

#include "impls/queue/michael_scott.hpp"
#include "impls/tests/mutants/mutant.hpp"

namespace syncbench {

// Throws with its lock held.
template <class T>
class KeepsItsLock {
 public:
  static constexpr Info info = MichaelScottQueue<T>::info;

  bool try_push(const T& task) {
    mutex_.lock();
    tasks_.push_back(std::make_unique<T>(task));
    mutex_.unlock();
    return true;
  }

  bool try_pop(T& task) {
    const std::lock_guard lock(mutex_);
    if (tasks_.empty()) return false;
    task = *tasks_.front();
    tasks_.pop_front();
    return true;
  }

 private:
  std::mutex mutex_;
  std::deque<std::unique_ptr<T>> tasks_;
};

// A place is taken before there is a task for it.
template <class T>
class TakesItsPlaceFirst {
 public:
  static constexpr Info info = MichaelScottQueue<T>::info;

  bool try_push(const T& task) {
    const std::lock_guard lock(mutex_);
    tasks_.emplace_back();
    tasks_.back() = std::make_unique<T>(task);
    return true;
  }

  bool try_pop(T& task) {
    const std::lock_guard lock(mutex_);
    if (tasks_.empty()) return false;
    if (const auto front = std::move(tasks_.front())) task = *front;
    tasks_.pop_front();
    return true;
  }

 private:
  std::mutex mutex_;
  std::deque<std::unique_ptr<T>> tasks_;
};

// A node is forgotten if there is no memory for what belongs to it.
template <class T>
class ForgetsItsNode {
 public:
  static constexpr Info info = MichaelScottQueue<T>::info;

  ForgetsItsNode() = default;
  ForgetsItsNode(const ForgetsItsNode&) = delete;
  ForgetsItsNode& operator=(const ForgetsItsNode&) = delete;
  ~ForgetsItsNode() {
    for (T task; try_pop(task);) {
    }
  }

  bool try_push(const T& task) {
    auto* node = new T(task);
    const std::lock_guard lock(mutex_);
    tasks_.push_back(node);
    return true;
  }

  bool try_pop(T& task) {
    const std::lock_guard lock(mutex_);
    if (tasks_.empty()) return false;
    task = *tasks_.front();
    delete tasks_.front();
    tasks_.pop_front();
    return true;
  }

 private:
  std::mutex mutex_;
  std::deque<T*> tasks_;
};

template <class T>
using AllocationMutants = List<
    Mutant<"michael_scott", "keeps_its_lock", "allocation", "throws bad_alloc with its lock held", KeepsItsLock<T>>,
    Mutant<"michael_scott", "takes_its_place_first", "allocation",
           "takes a place before it has the memory for a task", TakesItsPlaceFirst<T>>,
    Mutant<"michael_scott", "forgets_its_node", "allocation", "does not free the node that has found no place",
           ForgetsItsNode<T>>>;

}  // namespace syncbench
