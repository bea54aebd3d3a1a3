// One thread at a time, under a watchdog.
#pragma once

#include <algorithm>
#include <functional>
#include <string>

#include "impls/history/finding.hpp"
#include "impls/watchdog/crowd.hpp"

namespace syncbench {

// Runs job(self) on a thread of its own; it answers what is wrong, or nothing. A call that never returns ends the
// process with a message. Does nothing after the first failure.
void alone(Finding& finding, const std::string& subject, const std::function<std::string(Doing&)>& job);

// How much of `effort` a program does that was told --scale.
inline unsigned scaled(double scale, unsigned effort) { return static_cast<unsigned>(std::max(1.0, scale * effort)); }

}  // namespace syncbench
