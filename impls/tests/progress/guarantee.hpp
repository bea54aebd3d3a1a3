// Is the progress guarantee that a strategy declares refuted?
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include "impls/erased.hpp"
#include "impls/instance.hpp"
#include "impls/tests/program.hpp"
#include "impls/tests/progress/accesses.hpp"
#include "impls/tests/progress/standstill.hpp"

namespace syncbench {

// "try_push: 5 to 17"
inline std::string describe(const std::string& call, const Range& range) {
  const auto least = std::to_string(range.least);
  return call + ": " + (range.least == range.most ? least : least + " to " + std::to_string(range.most));
}

// The strategy is on the WatchedPlatform. The scripts are those of find_standstill(), the call that of count_accesses().
// Observes the guarantee that was not refuted: "blocking", "non_blocking" or "wait_free".
template <class Any, class Stopped, class Other, class Call>
Finding judge_progress(const Erased<Any>& strategy, const std::string& subject, Limits limits, Stopped stopped,
                       Other other, Call call) {
  const auto declared = strategy.info.progress;
  Finding finding;
  if (const auto where = find_standstill(strategy, subject, limits, stopped, other, finding.operations)) {
    finding.observed = {{"progress", std::string("blocking")}};
    const auto why = "a thread that stands " + *where + ", blocks others";
    if (declared != Progress::blocking) finding.fail(std::string(to_string(declared)) + " is refuted: " + why);
    return finding;
  }

  limits.threads = 3;
  const auto alone = count_accesses(strategy, subject, limits, 1, call);
  const auto disturbed = count_accesses(strategy, subject, limits, 3, call);
  std::string varies;
  std::uint64_t most = 0;
  for (const auto& [name, range] : disturbed) {
    const auto known = alone.find(name);
    if (range.least != range.most || known == alone.end() || known->second != range) {
      varies += (varies.empty() ? "" : ", ") + describe(name, range);
    }
    most = std::max(most, range.most);
  }
  finding.observed = {{"progress", std::string(varies.empty() ? "wait_free" : "non_blocking")},
                      {"most_accesses", most}};
  if (declared == Progress::wait_free && !varies.empty()) {
    finding.fail("wait_free is refuted: the accesses of a call are no constant: " + varies);
  }
  return finding;
}

}  // namespace syncbench
