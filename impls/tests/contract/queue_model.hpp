// What must be inside a queue that one thread at a time uses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>

#include "impls/info.hpp"

namespace syncbench {

// It is told of each call, and answers what is wrong with what the queue answered, or nothing.
class QueueModel {
 public:
  QueueModel(const QueueTraits& declared, std::size_t capacity) : declared_(declared), capacity_(capacity) {}

  bool has_room() const { return !declared_.bounded || inside_.size() < capacity_; }

  std::string after_push(std::uint64_t task, bool pushed);

  // `task` is what try_pop left in a variable that was `untouched` before.
  std::string after_pop(std::uint64_t task, bool popped);
  static constexpr auto untouched = ~std::uint64_t{0};

 private:
  bool is_due(std::deque<std::uint64_t>::const_iterator task) const;
  std::string list() const;
  std::string size() const;

  QueueTraits declared_;
  std::size_t capacity_;
  std::deque<std::uint64_t> inside_;
};

}  // namespace syncbench
