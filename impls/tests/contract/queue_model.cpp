#include "impls/tests/contract/queue_model.hpp"

#include <algorithm>

namespace syncbench {

std::string QueueModel::after_push(std::uint64_t task, bool pushed) {
  if (pushed && !has_room()) return "took a task beyond its capacity, with " + size();
  if (!pushed && has_room()) return "refused a task with " + size();
  if (pushed) inside_.push_back(task);
  return {};
}

std::string QueueModel::after_pop(std::uint64_t task, bool popped) {
  if (!popped && task != untouched) return "answered \"empty\", but wrote a task";
  if (popped && inside_.empty()) return "gave out a task with " + size();
  if (!popped && !inside_.empty()) return "answered \"empty\" with " + size();
  if (!popped) return {};
  if (task == untouched) return "gave out a task, but wrote none";
  const auto found = std::find(inside_.begin(), inside_.end(), task);
  if (found == inside_.end()) return "gave out task " + std::to_string(task) + ", which is not inside";
  if (declared_.order != Order::unordered && found != inside_.begin()) {
    return "gave out task " + std::to_string(task) + " before " + std::to_string(inside_.front());
  }
  inside_.erase(found);
  return {};
}

std::string QueueModel::size() const {
  return std::to_string(inside_.size()) + " of " + std::to_string(capacity_) + " inside";
}

}  // namespace syncbench
