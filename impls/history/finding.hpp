// What a check of a strategy found.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace syncbench {

struct Finding {
  bool passed = true;
  std::uint64_t operations = 0;  // how many were judged; executions, where a model checker ran them
  std::string detail;            // one line: which promise broke, where
  // What the runs showed, such as {"order", "strict_fifo"}, to be compared with what the strategy declares.
  std::vector<std::pair<std::string, std::variant<bool, std::uint64_t, std::string>>> observed;

  void fail(std::string why) {
    if (passed) detail = std::move(why);  // the first reason is the one
    passed = false;
  }
};

}  // namespace syncbench
