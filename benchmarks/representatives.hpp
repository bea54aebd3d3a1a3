// A queue or two of each way to make one, for questions that would take too long for every queue: a lock around a ring,
// a lock a side, a ring of slots, a linked list, a ring of two threads, and the libraries that most would reach for.
#pragma once

#include "impls/list.hpp"
#include "impls/queue.hpp"

namespace syncbench {

template <class T>
using RepresentativeQueues = Joined<Joined<List<LockedRing<MutexLock, T>,         //
                                                LockedRing<TbbSpinMutexLock, T>,  //
                                                VyukovRingQueue<T>,               //
                                                TwoLockRingQueue<T>,              //
                                                MichaelScottQueue<T>,             //
                                                BoostQueue<T>,                    //
                                                TbbConcurrentQueue<T>             //
                                                >,
                                           packaged::ConcurrentQueue<T>>,  // moodycamel_queue, where there is one
                                    List<BoostSpscQueue<T>,                //
                                         SpscRingQueue<T>                  //
                                         >>;

}  // namespace syncbench
