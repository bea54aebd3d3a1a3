#include "benchmarks/harness/ledger.hpp"

namespace syncbench {

std::string audit(const std::vector<Ledger>& ledgers, const std::vector<std::uint64_t>& pushed, bool in_order) {
  std::uint64_t foreign = 0, disordered = 0;
  for (const auto& ledger : ledgers) {
    foreign += ledger.foreign_;
    for (const auto& entry : ledger.entries_) disordered += entry.disordered;
  }
  if (foreign != 0) return "wrong result: " + std::to_string(foreign) + " tasks that nobody pushed were popped";

  for (unsigned producer = 0; producer < pushed.size(); ++producer) {
    std::uint64_t popped = 0, sum = 0;
    for (const auto& ledger : ledgers) {
      popped += ledger.entries_[producer].count;
      sum += ledger.entries_[producer].sum;
    }
    if (popped != pushed[producer]) {
      return "wrong result: of producer " + std::to_string(producer) + "'s " + std::to_string(pushed[producer]) +
             " tasks " + std::to_string(popped) + " were popped";
    }
    for (std::uint64_t number = 0; number < pushed[producer]; ++number) sum -= hash(number);
    if (sum != 0) {
      return "wrong result: some of producer " + std::to_string(producer) +
             "'s tasks were popped more than once, and as many never";
    }
  }
  if (in_order && disordered != 0) {
    return "wrong result: " + std::to_string(disordered) + " tasks overtook an earlier one of the same producer";
  }
  return {};
}

}  // namespace syncbench
