// What others' strategies do wrong when memory runs out, and why we still measure them.
#pragma once

#include <algorithm>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>

#include "impls/tests/allocation/survives.hpp"
#include "impls/tests/program.hpp"

namespace syncbench {

struct Accepted {
  std::string_view subject;
  Excused from;
  std::string_view what;
};

// None of them matters to a measurement: it ends with the first exception, and with its process.
constexpr Accepted accepted[] = {
    {"counter/tbb_combinable", Excused::use_after_failure,
     "once an add() has thrown bad_alloc, that thread's next one does too, though there is memory"},
    {"counter/tbb_enumerable_thread_specific", Excused::use_after_failure,
     "once an add() has thrown bad_alloc, that thread's next one does too, though there is memory"},
    {"queue/boost_queue", Excused::failed_construction,
     "a construction that fails forgets the nodes that it has made"},
    {"queue/tbb_concurrent_queue", Excused::use_after_failure,
     "once a push has thrown bad_alloc, the pop that comes to its place follows an invalid pointer"},
    {"queue/tbb_concurrent_bounded_queue", Excused::use_after_failure,
     "once a push has thrown bad_alloc, the pop that comes to its place follows an invalid pointer"},
    {"queue/boost_stack", Excused::failed_construction,
     "a construction that fails forgets the nodes that it has made"},
    {"queue/atomic_queue_b2", Excused::failed_construction, "a construction that fails forgets the slots' states"},
    {"queue/atomic_queue_spsc", Excused::failed_construction, "a construction that fails forgets the slots' states"},
    {"queue/xenium_ramalhete", Excused::failed_construction,
     "a thread's first call makes a hazard block that is kept for later threads"},
    {"queue/xenium_michael_scott", Excused::everything,
     "a pop that finds no memory for its scan of the hazards terminates the program"},
};

namespace detail {

// Runs check() in a process of its own, as it may crash: how it failed, or nothing.
std::string how_it_fails(const std::function<Finding()>& check);

}  // namespace detail

// check(excused) is the check of a strategy. One that is in the list above is excused; the full check is made too,
// and how it fails is told.
template <class Run>
Finding judge_but_for_accepted(const std::string& subject, Run check) {
  const auto* known = std::find_if(std::begin(accepted), std::end(accepted),
                                   [&](const Accepted& one) { return one.subject == subject; });
  if (known == std::end(accepted)) return check(Excused::nothing);
  const auto how = detail::how_it_fails([&] { return check(Excused::nothing); });
  auto finding = check(known->from);
  if (finding.passed) {
    finding.detail = "accepted: " + std::string(known->what) + (how.empty() ? " (not seen here)" : " (" + how + ")");
  }
  return finding;
}

}  // namespace syncbench
