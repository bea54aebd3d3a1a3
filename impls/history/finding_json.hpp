// What was observed, as a member of the JSON that programs print.
#pragma once

#include <nlohmann/json.hpp>
#include <variant>

#include "impls/history/finding.hpp"

namespace syncbench {

// An object, in the order of `finding.observed`; {} if nothing was.
inline nlohmann::ordered_json observed_json(const Finding& finding) {
  auto observed = nlohmann::ordered_json::object();
  for (const auto& [name, value] : finding.observed) {
    std::visit([&, &key = name](const auto& known) { observed[key] = known; }, value);
  }
  return observed;
}

}  // namespace syncbench
