#include "impls/tests/contract/queue_model.hpp"

#include <algorithm>

namespace syncbench {

std::string QueueModel::after_push(std::uint64_t task, bool pushed) {
  if (pushed && !has_room() && declared_.exact_capacity) return "took a task beyond its capacity, with " + size();
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
  if (!is_due(found)) return "gave out task " + std::to_string(task) + " of " + list();
  inside_.erase(found);
  return {};
}

bool QueueModel::is_due(std::deque<std::uint64_t>::const_iterator task) const {
  switch (declared_.order) {
    case Order::strict_fifo:
    case Order::per_producer_fifo: return task == inside_.begin();  // there is one producer
    case Order::k_fifo: return task - inside_.begin() < static_cast<std::ptrdiff_t>(declared_.k);
    case Order::lifo: return task == inside_.end() - 1;
    case Order::priority: return *task == *std::max_element(inside_.begin(), inside_.end());
    case Order::unordered: return true;
  }
  return false;
}

std::string QueueModel::list() const {
  std::string text;
  for (const auto task : inside_) {
    if (text.size() > 40) return text + ", ...";
    text += (text.empty() ? "" : ", ") + std::to_string(task);
  }
  return text;
}

std::string QueueModel::size() const {
  return std::to_string(inside_.size()) + " of " + std::to_string(capacity_) + " inside";
}

}  // namespace syncbench
