// Several tasks in one call: what a queue offers beside try_push and try_pop if a batch costs it less than its tasks.
#pragma once

#include <concepts>
#include <cstddef>

#include "impls/instance.hpp"

namespace syncbench {

// try_push_batch(tasks, n) pushes the first of n tasks, try_pop_batch(tasks, n) pops up to n, and the answer is how
// many. They are pushed and popped in the order of the array; if the queue is a strict FIFO, nobody's task comes
// between them, nor is popped between them. Fewer than n means that at one moment of the call there was room for no
// more, or no more inside, as far as the queue's "full" and "empty" are strict. The rest of the array is untouched.
template <class Q, class T>
concept BatchesAlone = requires(Q& queue, const T* in, T* out, std::size_t n) {
  { queue.try_push_batch(in, n) } -> std::same_as<std::size_t>;
  { queue.try_pop_batch(out, n) } -> std::same_as<std::size_t>;
};

template <class Q, class T>
concept BatchesWithLocal = requires(Q& queue, const T* in, T* out, std::size_t n, typename Q::Local& local) {
  { queue.try_push_batch(in, n, local) } -> std::same_as<std::size_t>;
  { queue.try_pop_batch(out, n, local) } -> std::same_as<std::size_t>;
};

// With the thread's Local if the queue has one (instance.hpp).
template <class Q, class T>
concept BatchQueue = (HasLocal<Q> && BatchesWithLocal<Q, T>) || (!HasLocal<Q> && BatchesAlone<Q, T>);

// Whether it has a call of either name, right or not.
template <class Q, class T>
concept NamesBatches = requires(Q& queue, const T* in, std::size_t n) {
  queue.try_push_batch(in, n);
}
|| requires(Q& queue, T* out, std::size_t n) { queue.try_pop_batch(out, n); }
|| requires(Q& queue, const T* in, std::size_t n, typename Q::Local& local) { queue.try_push_batch(in, n, local); }
|| requires(Q& queue, T* out, std::size_t n, typename Q::Local& local) { queue.try_pop_batch(out, n, local); };

}  // namespace syncbench
