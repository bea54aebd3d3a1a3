// Work queues: threads push tasks, threads pop them; neither call waits. Some also move several at once (batches.hpp).
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <type_traits>

#include "impls/adapters/locked_deque.hpp"
#include "impls/adapters/locked_ring.hpp"
#include "impls/batches.hpp"
#include "impls/extra.hpp"
#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/list.hpp"
#include "impls/lock.hpp"
#include "impls/packaged/queues.hpp"
#include "impls/queue/boost_queue.hpp"
#include "impls/queue/boost_queue_fixed.hpp"
#include "impls/queue/boost_spsc_queue.hpp"
#include "impls/queue/boost_stack.hpp"
#include "impls/queue/faa_array.hpp"
#include "impls/queue/gottlieb_ring.hpp"
#include "impls/queue/michael_scott.hpp"
#include "impls/queue/michael_scott_tagged.hpp"
#include "impls/queue/per_producer_queue.hpp"
#include "impls/queue/scq.hpp"
#include "impls/queue/spsc_ring.hpp"
#include "impls/queue/tbb_concurrent_bounded_queue.hpp"
#include "impls/queue/tbb_concurrent_priority_queue.hpp"
#include "impls/queue/tbb_concurrent_queue.hpp"
#include "impls/queue/two_lock_queue.hpp"
#include "impls/queue/two_lock_ring.hpp"
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

// Does not compile if the queue of tasks T contradicts itself.
template <class Q, class T>
consteval bool checked_queue() {
  static_assert(checked_strategy<Q>());
  static_assert(HasLocal<Q> || QueuesAlone<Q, T>,
                "syncbench: a work queue needs `bool try_push(const T&)` and `bool try_pop(T&)`; write both");
  static_assert(!HasLocal<Q> || QueuesWithLocal<Q, T>,
                "syncbench: the queue has a Local nobody passes; write try_push(task, Local&) and try_pop(task, "
                "Local&), or drop Local");
  static_assert(
      !NamesBatches<Q, T> || BatchQueue<Q, T>,
      "syncbench: a queue offers batches both ways or not at all; write `std::size_t try_push_batch(const T*, "
      "std::size_t)` and `std::size_t try_pop_batch(T*, std::size_t)`, with Local& last if it has one");
  if constexpr (Described<Q>) {
    static_assert(Q::info.queue.bounded || Q::info.queue.strict_full,
                  "syncbench: an unbounded queue is never full; leave strict_full true, or declare it bounded");
    static_assert(
        !Q::info.queue.bounded || std::constructible_from<Q, const Limits&>,
        "syncbench: a bounded queue must be told its capacity; give it a constructor from const Limits&, or "
        "declare it unbounded");
  }
  return true;
}

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
using SuiteQueues = Joined<Joined<Mapped<RingOf<T>::template Under, Locks>,  //
                             List<                                      //
                                 VyukovRingQueue<T>,                    // a sequence number a slot
                                 MichaelScottQueue<T>,                  // linked list, hazard pointers
                                 BoostQueue<T>,                         // linked list, node reuse
                                 BoostSpscQueue<T>,                     // one producer, one consumer
                                 TbbConcurrentQueue<T>,                 // tickets over micro-queues
                                 TbbConcurrentBoundedQueue<T>,          // the same with a capacity
                                 LockedDeque<MutexLock, T>,             // std::deque and condition variable
                                 LockedDeque<RecursiveMutexLock<>, T>,  //
                                 LockedDeque<SpinYieldLock<>, T>,       //
                                 TwoLockRingQueue<T>,                   // a lock a side, in its position
                                 TwoLockQueue<T>,                       // linked list, a lock an end
                                 SpscRingQueue<T>,              // one producer, one consumer, remembered positions
                                 GottliebRingQueue<T>,          // tickets and credits by fetch-and-add
                                 PerProducerQueue<T>,           // a ring a producer
                                 ScqQueue<T>,                   // two rings of indices, tickets by fetch-and-add
                                 FaaArrayQueue<T>,              // linked arrays, slots by fetch-and-add
                                 MichaelScottTaggedQueue<T>,    // linked list, nodes used again, tags
                                 BoostQueueFixed<T>,            // boost_queue over one array of nodes
                                 BoostStack<T>,                 // last in, first out
                                 TbbConcurrentPriorityQueue<T>  // batches on a heap
                                 >>,
                      PackagedQueues<T>>;

template <class T>
using Queues = Joined<SuiteQueues<T>, syncbench::ExtraQueues<T>>;

// What a queue says of itself does not depend on its tasks.
static_assert((for_each_type(Queues<std::uint64_t>{},
                             []<class Q>(std::type_identity<Q>) {
                               static_assert(checked_queue<Q, std::uint64_t>());
                             }),
               true));

}  // namespace syncbench
