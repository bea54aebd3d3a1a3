// The recorded checks of all strategies.
#include <string>
#include <vector>

#include "benchmarks/suite.hpp"
#include "impls/every.hpp"
#include "impls/history/checks.hpp"

namespace syncbench {
namespace {

// Of the effort of a verification: enough for a check of less than a second on two CPUs.
constexpr double check_scale = 0.25;

template <class Any, class Judge>
void add(std::vector<RecordedCheck>& checks, const std::string& kind, const std::vector<Strategy<Any>>& strategies,
         Judge judge) {
  for (const auto& strategy : strategies) {
    const std::string name(strategy.plain.info.name);
    checks.push_back({kind, name, [=, &strategy] { return judge(strategy, kind + "/" + name, check_scale); }});
  }
}

}  // namespace

std::vector<RecordedCheck> recorded_checks() {
  std::vector<RecordedCheck> checks;
  add(checks, "lock", every_lock(), check_lock);
  add(checks, "counter", every_counter(), check_counter);
  add(checks, "queue", every_queue(), check_queue);
  return checks;
}

}  // namespace syncbench
