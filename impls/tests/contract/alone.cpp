#include "impls/tests/contract/alone.hpp"

#include <chrono>
#include <exception>

namespace syncbench {

void alone(Finding& finding, const std::string& subject, const std::function<std::string(Doing&)>& job) {
  if (!finding.passed) return;
  std::string wrong;
  run_together(
      subject, 1,
      [&](unsigned, Doing& self) {
        try {
          wrong = job(self);
        } catch (const std::exception& error) {
          wrong = std::string("threw: ") + error.what();
        }
      },
      std::chrono::seconds(10));
  if (!wrong.empty()) finding.fail(wrong);
}

}  // namespace syncbench
