// Concurrency Kit's ticket lock with proportional back-off: who is far behind looks seldom.
//
// Algorithm:   lock() draws a ticket by a fetch-add and looks whether it is its turn; if not, it pauses in proportion
//              to the tickets before its own, and looks again. unlock() increments the turn.
// Consistency: mutual exclusion; unlock() synchronizes with the next lock().
// Progress:    blocking; fair (fifo), and it never sleeps nor yields: if the next thread in line is not running,
//              nobody gets in until it is.
// Cost:        uncontended pair = 1 fetch-add + 1 locked increment; no allocation. On x86 ticket and turn are halves
//              of one word, so that at most 65,535 threads may wait.
// Source:      Concurrency Kit, spinlock/ticket.h; the back-off: Mellor-Crummey, Scott: "Algorithms for Scalable
//              Synchronization on Shared-Memory Multiprocessors", ACM TOCS 9(1), 1991.
#pragma once

#include <spinlock/ticket.h>

#include "impls/info.hpp"

namespace syncbench {

class CkTicketPbLock {
 public:
  static constexpr Info info{.name = "ck_ticket_pb",
                             .family = Family::spinlock,
                             .source = Source::ck,
                             .progress = Progress::blocking,
                             .lock = {.fifo = true, .waiting = Waiting::spin}};

  void lock() noexcept { ck_spinlock_ticket_lock_pb(&spinlock_, doublings); }
  void unlock() noexcept { ck_spinlock_ticket_unlock(&spinlock_); }

 private:
  // The pause is 2^doublings turns of an empty loop a ticket: as in Concurrency Kit's own measurements.
  static constexpr unsigned doublings = 5;
  ck_spinlock_ticket_t spinlock_ = CK_SPINLOCK_TICKET_INITIALIZER;
};

}  // namespace syncbench
