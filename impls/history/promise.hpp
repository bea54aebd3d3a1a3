// What a checker found of one promise: how often it was broken, and the first time in words.
#pragma once

#include <cstddef>
#include <string>

#include "impls/history/stamp.hpp"

namespace syncbench {

struct Promise {
  std::size_t breaches = 0;
  std::string example;  // of the first breach

  bool kept() const noexcept { return breaches == 0; }

  // `tell` returns the example, and is only called when it is the first.
  template <class Tell>
  void breach(const Tell& tell) {
    if (breaches++ == 0) example = tell();
  }
};

// "[120, 180]", counted from `origin`, so that the numbers stay readable.
inline std::string interval(Stamp start, Stamp finish, Stamp origin) {
  const auto tell = [origin](Stamp stamp) { return stamp == never ? "never" : std::to_string(stamp - origin); };
  return "[" + tell(start) + ", " + tell(finish) + "]";
}

// Where a history begins: 0 in what is told of it.
template <class History>
Stamp origin_of(const History& history) {
  Stamp origin = never;
  for (const auto& operation : history) origin = operation.start < origin ? operation.start : origin;
  return origin;
}

}  // namespace syncbench
