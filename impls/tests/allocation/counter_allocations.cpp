#include <cstdint>
#include <string>

#include "impls/every.hpp"
#include "impls/tests/allocation/accepted.hpp"
#include "impls/tests/allocation/allocation.hpp"
#include "impls/tests/allocation/survives.hpp"

namespace syncbench {
namespace {

constexpr unsigned threads = 12;

// Each thread in turn adds a few times, and each call that fails must leave the sum as it was.
std::string adds(const std::string& subject, AnyCounter& counter, bool may_fetch, Calls& calls) {
  Finding finding;
  std::uint64_t sum = 0;
  for (unsigned thread = 0; thread < threads && !calls.ended; ++thread) {
    alone(finding, subject, [&](Doing& self) -> std::string {
      Handle<AnyCounter> handle(counter, thread);
      for (std::uint64_t n = 1; n <= 3; ++n) {
        const bool fetches = may_fetch && n == 2;
        std::uint64_t answer = sum;
        self.now(fetches ? "fetch_add" : "add", n);
        const auto attempt = [&] {
          if (fetches) {
            answer = fetch_add(handle, n);
          } else {
            add(handle, n);
          }
        };
        const auto wrong = until_through(calls, attempt, [&](bool threw) -> std::string {
          if (!threw) return "a call went on without memory";
          return calls.ended || counter.value() == sum ? "" : "the sum has changed";
        });
        if (!wrong.empty() || calls.ended) return wrong;
        if (answer != sum) return "fetch_add answers " + std::to_string(answer) + " at " + std::to_string(sum);
        sum += n;
        if (counter.value() != sum) return "has " + std::to_string(counter.value()) + " for " + std::to_string(sum);
      }
      return {};
    });
  }
  return finding.detail;
}

}  // namespace

void add_counter_allocations(std::vector<Check>& checks) {
  for (const auto& strategy : every_counter()) {
    const auto& info = strategy.plain.info;
    const auto subject = "counter/" + std::string(info.name);
    const bool may_fetch = info.counter.consistency == Consistency::linearizable;
    checks.push_back({subject, [=, &strategy = strategy.plain](double) {
                        return judge_but_for_accepted(subject, [&](Excused excused) {
                          return judge_allocations(strategy, subject, {.threads = threads}, excused,
                                                   [&](AnyCounter& counter, Doing&, Calls& calls) {
                                                     return adds(subject, counter, may_fetch, calls);
                                                   });
                        });
                      }});
  }
}

}  // namespace syncbench
