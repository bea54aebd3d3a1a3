// Work queues: threads push tasks, threads pop them; neither call waits.
#pragma once

#include <concepts>
#include <string>

#include "impls/adapters/locked_ring.hpp"
#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/list.hpp"
#include "impls/lock.hpp"
#include "impls/queue/boost_queue.hpp"
#include "impls/queue/boost_spsc_queue.hpp"
#include "impls/queue/michael_scott.hpp"
#include "impls/queue/tbb_concurrent_bounded_queue.hpp"
#include "impls/queue/tbb_concurrent_queue.hpp"
#include "impls/queue/vyukov_ring.hpp"

namespace syncbench {

// try_push(task): false means full, and nothing happened. try_pop(task): false means empty, and task is untouched.
template <class Q, class T>
concept QueuesAlone = requires(Q& queue, const T& in, T& out) {
  { queue.try_push(in) } -> std::same_as<bool>;
  { queue.try_pop(out) } -> std::same_as<bool>;
};

template <class Q, class T>
concept QueuesWithLocal = requires(Q& queue, const T& in, T& out, typename Q::Local& local) {
  { queue.try_push(in, local) } -> std::same_as<bool>;
  { queue.try_pop(out, local) } -> std::same_as<bool>;
};

// With the thread's Local or without (instance.hpp).
template <class Q, class T>
concept WorkQueue = (QueuesAlone<Q, T> || QueuesWithLocal<Q, T>)&&Described<Q>;

inline std::string queue_class(const Info& info) {
  const auto letter = [](Side side) { return side == Side::one ? "s" : "m"; };
  return std::string(letter(info.queue.producers)) + "p" + letter(info.queue.consumers) + "c " +
         std::string(to_string(info.queue.order)) + (info.queue.bounded ? " bounded" : " unbounded");
}

template <class T>
struct RingOf {
  template <class L>
  using Under = LockedRing<L, T>;
};

// Every work queue of tasks T the suite knows, after those that the locks give. To add one: write
// impls/queue/<name>.hpp, include it, list it. Append, don't sort: chart markers follow this order.
template <class T>
using Queues = Joined<Mapped<RingOf<T>::template Under, Locks>,  //
                      List<                                      //
                          VyukovRingQueue<T>,                    // a sequence number a slot
                          MichaelScottQueue<T>,                  // linked list, hazard pointers
                          BoostQueue<T>,                         // linked list, node reuse
                          BoostSpscQueue<T>,                     // one producer, one consumer
                          TbbConcurrentQueue<T>,                 // tickets over micro-queues
                          TbbConcurrentBoundedQueue<T>           // the same with a capacity
                          >>;

}  // namespace syncbench
