// The work queues of libraries that a machine may do without. Where a header is absent, its queues are listed as
// missing.
#pragma once

#include "impls/availability.hpp"
#include "impls/list.hpp"

#if __has_include(<concurrentqueue/concurrentqueue.h>)
#include "impls/queue/moodycamel_queue.hpp"
#endif
#if __has_include(<readerwriterqueue/readerwriterqueue.h>)
#include "impls/queue/moodycamel_readerwriterqueue.hpp"
#endif
#if __has_include(<xenium/ramalhete_queue.hpp>)
#include "impls/queue/xenium_kfifo.hpp"
#include "impls/queue/xenium_michael_scott.hpp"
#include "impls/queue/xenium_ramalhete.hpp"
#include "impls/queue/xenium_vyukov.hpp"
#endif
#if __has_include(<atomic_queue/atomic_queue.h>)
#include "impls/queue/atomic_queue_b2.hpp"
#include "impls/queue/atomic_queue_spsc.hpp"
#endif
#if __has_include(<cds/container/vyukov_mpmc_cycle_queue.h>)
#include "impls/queue/cds_vyukov.hpp"
#include "impls/queue/cds_weak_ring.hpp"
#endif
#if __has_include(<ck_ring.h>)
#include "impls/queue/ck_ring_mpmc.hpp"
#include "impls/queue/ck_ring_spsc.hpp"
#endif

namespace syncbench {

namespace packaged {

#if __has_include(<concurrentqueue/concurrentqueue.h>)
template <class T>
using ConcurrentQueue = List<MoodycamelQueue<T>>;  // a sub-queue a producer
using NoConcurrentQueue = List<>;
#else
template <class T>
using ConcurrentQueue = List<>;
using NoConcurrentQueue = List<Missing<"moodycamel_queue", "libconcurrentqueue-dev">>;
#endif

#if __has_include(<readerwriterqueue/readerwriterqueue.h>)
template <class T>
using ReaderWriterQueue = List<MoodycamelReaderwriterqueue<T>>;  // a circle of rings
using NoReaderWriterQueue = List<>;
#else
template <class T>
using ReaderWriterQueue = List<>;
using NoReaderWriterQueue = List<Missing<"moodycamel_readerwriterqueue", "libreaderwriterqueue-dev">>;
#endif

#if __has_include(<xenium/ramalhete_queue.hpp>)
template <class T>
using Xenium = List<XeniumMichaelScott<T>,  // linked list, hazard pointers
                    XeniumRamalhete<T>,     // linked arrays, positions by addition
                    XeniumVyukov<T>,        // a sequence number a slot; waits
                    XeniumKfifo<T>          // a ring of segments, any slot of one
                    >;
using NoXenium = List<>;
#else
template <class T>
using Xenium = List<>;
using NoXenium = List<Missing<"xenium_michael_scott", "libxenium-dev">, Missing<"xenium_ramalhete", "libxenium-dev">,
                      Missing<"xenium_vyukov", "libxenium-dev">, Missing<"xenium_kfifo", "libxenium-dev">>;
#endif

#if __has_include(<atomic_queue/atomic_queue.h>)
template <class T>
using AtomicQueue = List<AtomicQueueB2<T>,   // a state a slot; waits
                         AtomicQueueSpsc<T>  // the same for one producer and one consumer
                         >;
using NoAtomicQueue = List<>;
#else
template <class T>
using AtomicQueue = List<>;
using NoAtomicQueue =
    List<Missing<"atomic_queue_b2", "libatomic-queue-dev">, Missing<"atomic_queue_spsc", "libatomic-queue-dev">>;
#endif

#if __has_include(<cds/container/vyukov_mpmc_cycle_queue.h>)
template <class T>
using Cds = List<CdsVyukov<T>,   // a sequence number a slot; waits
                 CdsWeakRing<T>  // a copy of the other side's index
                 >;
using NoCds = List<>;
#else
template <class T>
using Cds = List<>;
using NoCds = List<Missing<"cds_vyukov", "libcds-dev">, Missing<"cds_weak_ring", "libcds-dev">>;
#endif

#if __has_include(<ck_ring.h>)
template <class T>
using Ck = List<CkRingMpmc<T>,  // publishes in order of position
                CkRingSpsc<T>   // Lamport's ring
                >;
using NoCk = List<>;
#else
template <class T>
using Ck = List<>;
using NoCk = List<Missing<"ck_ring_mpmc", "libck-dev">, Missing<"ck_ring_spsc", "libck-dev">>;
#endif

}  // namespace packaged

// In a fixed order. Append, don't sort: chart markers follow it.
template <class T>
using PackagedQueues =
    Joined<Joined<Joined<packaged::ConcurrentQueue<T>, packaged::ReaderWriterQueue<T>>, packaged::Xenium<T>>,
           Joined<Joined<packaged::AtomicQueue<T>, packaged::Cds<T>>, packaged::Ck<T>>>;

using MissingQueues =
    Joined<Joined<Joined<packaged::NoConcurrentQueue, packaged::NoReaderWriterQueue>, packaged::NoXenium>,
           Joined<Joined<packaged::NoAtomicQueue, packaged::NoCds>, packaged::NoCk>>;

}  // namespace syncbench
