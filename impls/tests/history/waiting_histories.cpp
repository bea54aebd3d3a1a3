// The semaphore, which is a lock with more permits; and the event, the eventcount and hazard pointers: nothing of theirs is
// a history of calls, so their threads check what they are for.
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "impls/history/checks.hpp"
#include "impls/platform/jittered.hpp"
#include "impls/reclaim/hazard_pointers.hpp"
#include "impls/tests/history/histories.hpp"
#include "impls/tests/mutants/wait_mutants.hpp"
#include "impls/wait/event.hpp"
#include "impls/wait/eventcount.hpp"
#include "impls/wait/semaphore.hpp"
#include "impls/watchdog/crowd.hpp"

namespace syncbench {
namespace {

unsigned scaled(double scale, unsigned n) { return std::max(1U, static_cast<unsigned>(scale * n)); }

// One thread writes a plain word and sets the event, the others wait and read.
template <class P>
void check_event(Finding& finding, const std::string& subject, double scale) {
  constexpr unsigned threads = 4;
  for (unsigned round = 1; round <= scaled(scale, 300) && finding.passed; ++round) {
    Event<P> event;
    unsigned word = 0;
    std::atomic<unsigned> wrong{0};
    run_together(subject, threads, [&](unsigned thread, Doing& doing) {
      Jitter::seed(round * threads + thread);
      if (thread == round % threads) {
        Jitter::disturb();
        word = round;
        doing.now("set", round);
        event.set();
        return;
      }
      doing.now("wait", round);
      event.wait();
      if (word != round || !event.is_set())
        wrong.fetch_add(1, std::memory_order_relaxed);  // relaxed: read after join
    });
    finding.operations += threads;
    if (wrong.load(std::memory_order_relaxed) != 0) finding.fail("a thread went on before the event was set");
  }
}

// Threads take turns at a plain word, and sleep until it is their turn. A wake-up that is lost is a hang.
template <class P>
void check_eventcount(Finding& finding, const std::string& subject, double scale) {
  constexpr unsigned threads = 4;
  const auto turns = scaled(scale, 20'000);
  EventCount<P> eventcount;
  std::atomic<unsigned> turn{0};
  unsigned word = 0;
  run_together(subject, threads, [&](unsigned thread, Doing& doing) {
    Jitter::seed(thread + 1);
    // acquire and release: the turn hands the word over; the eventcount need not.
    const auto is_mine = [&](unsigned mine) { return turn.load(std::memory_order_acquire) == mine; };
    for (unsigned mine = thread; mine < turns; mine += threads) {
      doing.now("wait", mine);
      while (!is_mine(mine)) {
        const int key = eventcount.prepare();
        if (!is_mine(mine)) eventcount.wait(key);
      }
      ++word;
      turn.store(mine + 1, std::memory_order_release);
      eventcount.notify();
    }
  });
  finding.operations += turns;
  if (word != turns) finding.fail("two threads had their turn at the same time");
}

// What is freed is overwritten first: a reader that still uses it reads -1, or races.
struct Node {
  explicit Node(std::int64_t v) : value(v) {}
  ~Node() { value = -1; }
  std::int64_t value;
};

// One thread replaces a node again and again, the others read it.
template <class P>
void check_hazards(Finding& finding, const std::string& subject, double scale) {
  using Domain = HazardPointers<P, Node, 1, 1>;
  constexpr unsigned readers = 3;
  const auto turns = static_cast<std::int64_t>(scaled(scale, 20'000));
  Domain domain(readers + 1);
  typename P::template atomic<Node*> shared{P::template make<Node>(0)};
  std::atomic<bool> done{false};
  std::atomic<std::uint64_t> wrong{0}, readings{0};
  run_together(subject, readers + 1, [&](unsigned thread, Doing& doing) {
    Jitter::seed(thread + 1);
    typename Domain::Local local(domain, thread);
    if (thread == readers) {
      for (std::int64_t i = 1; i <= turns; ++i) {
        doing.now("retire", static_cast<std::uint64_t>(i));
        // seq_cst: the (3) of hazard_pointers.hpp.
        local.retire(shared.exchange(P::template make<Node>(i), std::memory_order_seq_cst));
      }
      done.store(true, std::memory_order_release);  // release: the readers' acquire; the last node is theirs to read
      return;
    }
    std::int64_t last = 0;
    std::uint64_t own = 0;
    while (!done.load(std::memory_order_acquire) || own == 0) {
      doing.now("protect", ++own);
      const auto value = local.protect(0, shared)->value;
      // relaxed, here and below: read after the join.
      if (value < last) wrong.fetch_add(1, std::memory_order_relaxed);
      last = value;
      local.clear();
    }
    readings.fetch_add(own, std::memory_order_relaxed);
  });
  P::dispose(shared.load(std::memory_order_relaxed));
  finding.operations += static_cast<std::uint64_t>(turns) + readings.load(std::memory_order_relaxed);
  if (wrong.load(std::memory_order_relaxed) != 0) finding.fail("a reader saw a node that was freed");
}

// Plain, then disturbed.
template <class Run>
Finding at_both(Run run) {
  Finding finding;
  run(std::type_identity<StdPlatform>{}, finding);
  if (finding.passed) run(std::type_identity<JitteredPlatform>{}, finding);
  return finding;
}

}  // namespace

void add_waiting_histories(std::vector<Check>& checks) {
  checks.push_back({"wait/semaphore", [](double scale) {
                      return check_semaphore<Semaphore<>, Semaphore<JitteredPlatform>>("wait/semaphore", scale);
                    }});
  add_mutants<SemaphoreMutants<StdPlatform>>(checks, "wait", []<class P>(std::type_identity<P>, double scale) {
    return check_semaphore<Semaphore<P>, Semaphore<OnPlatform<P, JitteredPlatform>>>("semaphore mutant", scale);
  });
  checks.push_back({"wait/event", [](double scale) {
                      return at_both([scale]<class P>(std::type_identity<P>, Finding& finding) {
                        check_event<P>(finding, "wait/event", scale);
                      });
                    }});
  checks.push_back({"wait/eventcount", [](double scale) {
                      return at_both([scale]<class P>(std::type_identity<P>, Finding& finding) {
                        check_eventcount<P>(finding, "wait/eventcount", scale);
                      });
                    }});
  checks.push_back({"reclaim/hazard_pointers", [](double scale) {
                      return at_both([scale]<class P>(std::type_identity<P>, Finding& finding) {
                        check_hazards<P>(finding, "reclaim/hazard_pointers", scale);
                      });
                    }});
  add_mutants<EventMutants<StdPlatform>>(checks, "wait", []<class P>(std::type_identity<P>, double scale) {
    Finding finding;
    check_event<P>(finding, "event mutant", scale);
    return finding;
  });
  add_mutants<EventCountMutants<StdPlatform>>(checks, "wait", []<class P>(std::type_identity<P>, double scale) {
    Finding finding;
    check_eventcount<P>(finding, "eventcount mutant", scale);
    return finding;
  });
}

}  // namespace syncbench
