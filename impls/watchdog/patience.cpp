#include "impls/watchdog/patience.hpp"

#include <charconv>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace syncbench {

std::chrono::seconds watchdog_patience(std::chrono::seconds otherwise) {
  const auto* text = std::getenv("SYNCBENCH_WATCHDOG_S");
  if (text == nullptr || *text == '\0') return otherwise;
  const std::string_view digits = text;
  unsigned seconds = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
  if (error != std::errc{} || end != digits.data() + digits.size() || seconds == 0) {
    throw std::invalid_argument("SYNCBENCH_WATCHDOG_S is '" + std::string(digits) +
                                "'; give whole seconds, at least 1, or unset it");
  }
  return std::chrono::seconds(seconds);
}

}  // namespace syncbench
