// Machine code to compare: platform_<operation> is a strategy of ours on StdPlatform, twin_<operation> its twin on
// bare std::atomic; both must be the same, instruction by instruction. costly_<operation> is a twin with a planted
// cost and must not. flatten: the functions hold the whole operation, no calls.
#include <atomic>
#include <cstdint>

#include "impls/counter/cas_loop.hpp"
#include "impls/lock/ticket.hpp"
#include "impls/queue/vyukov_ring.hpp"
#include "impls/tests/zero_cost/twins.hpp"

namespace syncbench {

using Counter = CasLoopCounter<>;
using Ticket = TicketLock<>;
using Ring = VyukovRingQueue<std::uint64_t>;
using TwinRing = TwinVyukovRing<std::uint64_t>;
using CostlyTicket = TwinTicketLock<std::memory_order_seq_cst>;

static_assert(sizeof(Counter) == sizeof(TwinCasLoopCounter) && sizeof(Ticket) == sizeof(TwinTicketLock<>) &&
              sizeof(Ring) == sizeof(TwinRing));

extern "C" {

[[gnu::flatten]] std::uint64_t platform_counter_add(Counter& c, std::uint64_t n) { return c.fetch_add(n); }
[[gnu::flatten]] std::uint64_t twin_counter_add(TwinCasLoopCounter& c, std::uint64_t n) { return c.fetch_add(n); }

[[gnu::flatten]] std::uint64_t platform_counter_value(const Counter& c) { return c.value(); }
[[gnu::flatten]] std::uint64_t twin_counter_value(const TwinCasLoopCounter& c) { return c.value(); }

[[gnu::flatten]] void platform_ticket_lock(Ticket& l) { l.lock(); }
[[gnu::flatten]] void twin_ticket_lock(TwinTicketLock<>& l) { l.lock(); }

[[gnu::flatten]] void platform_ticket_unlock(Ticket& l) { l.unlock(); }
[[gnu::flatten]] void twin_ticket_unlock(TwinTicketLock<>& l) { l.unlock(); }
[[gnu::flatten]] void costly_ticket_unlock(CostlyTicket& l) { l.unlock(); }

[[gnu::flatten]] bool platform_ring_push(Ring& q, const std::uint64_t& task) { return q.try_push(task); }
[[gnu::flatten]] bool twin_ring_push(TwinRing& q, const std::uint64_t& task) { return q.try_push(task); }

[[gnu::flatten]] bool platform_ring_pop(Ring& q, std::uint64_t& task) { return q.try_pop(task); }
[[gnu::flatten]] bool twin_ring_pop(TwinRing& q, std::uint64_t& task) { return q.try_pop(task); }

}  // extern "C"

}  // namespace syncbench
