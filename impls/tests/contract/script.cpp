#include "impls/tests/contract/script.hpp"

#include <rapidcheck.h>
#include <rapidcheck/detail/Configuration.h>
#include <rapidcheck/detail/TestListenerAdapter.h>

#include <cstdlib>
#include <exception>

namespace syncbench {
namespace {

constexpr unsigned longest_burst = 6;

std::string text(const Script& script) {
  auto told = "capacity " + std::to_string(script.capacity) + ":";
  for (const auto& burst : script.bursts) {
    told += (burst.pushes ? " push " : " pop ") + std::to_string(burst.count) + (burst.at_once ? " at once" : "");
  }
  return told;
}

rc::Gen<std::vector<Burst>> any_bursts() {
  return rc::gen::container<std::vector<Burst>>(rc::gen::construct<Burst>(
      rc::gen::arbitrary<bool>(), rc::gen::arbitrary<bool>(), rc::gen::inRange(1U, longest_burst + 1)));
}

}  // namespace

std::string find_counterexample(unsigned scripts, const std::function<std::string(const Script&)>& run) {
  std::string wrong;  // of the last script that failed; the shortest one is run last
  const auto property = [&] {
    // Not shown by RapidCheck, which would need operators for it: text() tells more.
    const auto capacity = *rc::gen::noShrink(rc::gen::element<std::size_t>(2, 4, 8)).as("capacity");
    const Script script{capacity, *any_bursts().as("bursts")};
    std::string answer;
    try {
      answer = run(script);
    } catch (const std::exception& error) {
      answer = std::string("threw: ") + error.what();
    }
    if (answer.empty()) return;
    wrong = answer + " (" + text(script) + ")";
    RC_FAIL(wrong);
  };

  rc::detail::TestParams params;
  params.seed = 1;
  params.maxSuccess = static_cast<int>(scripts);
  if (std::getenv("RC_PARAMS") != nullptr) params = rc::detail::configuration().testParams;
  // Not rc::check(): it takes its number and seed from RC_PARAMS alone, and reports by itself.
  rc::detail::TestListenerAdapter silent;
  const auto result = rc::detail::checkTestable(property, rc::detail::TestMetadata{}, params, silent,
                                                decltype(rc::detail::Configuration::reproduce){});
  if (result.is<rc::detail::SuccessResult>()) return {};
  return wrong.empty() ? "the property was not tested" : wrong;
}

}  // namespace syncbench
