// The books find every way in which a queue can go wrong.
#include "benchmarks/harness/ledger.hpp"

#include <gtest/gtest.h>

namespace syncbench {
namespace {

std::string audit_of(const std::vector<std::vector<Task>>& by_consumer, const std::vector<std::uint64_t>& pushed,
                     bool in_order = true) {
  std::vector<Ledger> ledgers(by_consumer.size(), Ledger(static_cast<unsigned>(pushed.size())));
  for (std::size_t c = 0; c < by_consumer.size(); ++c) {
    for (const auto task : by_consumer[c]) ledgers[c].record(task);
  }
  return audit(ledgers, pushed, in_order);
}

TEST(Task, carries_producer_and_number) {
  const Task task(65'535, (std::uint64_t{1} << 48) - 1);
  EXPECT_EQ(task.producer(), 65'535U);
  EXPECT_EQ(task.number(), (std::uint64_t{1} << 48) - 1);
}

TEST(Ledger, is_content_when_each_task_came_once_and_in_order) {
  EXPECT_EQ(audit_of({{}}, {0}), "");
  EXPECT_EQ(audit_of({{{0, 0}, {1, 0}, {0, 2}}, {{0, 1}, {1, 1}}}, {3, 2}), "");
}

TEST(Ledger, misses_a_lost_task) { EXPECT_NE(audit_of({{{0, 0}, {0, 2}}}, {3}), ""); }

TEST(Ledger, notices_a_task_that_came_twice) { EXPECT_NE(audit_of({{{0, 0}, {0, 1}, {0, 1}}}, {2}), ""); }

TEST(Ledger, notices_one_task_in_place_of_another) {
  EXPECT_NE(audit_of({{{0, 0}, {0, 1}, {0, 1}}}, {3}, false), "");
  // 0 and 3 in place of 1 and 2: count and plain sum agree.
  EXPECT_NE(audit_of({{{0, 0}, {0, 0}, {0, 3}, {0, 3}}}, {4}, false), "");
}

TEST(Ledger, notices_a_task_that_nobody_pushed) { EXPECT_NE(audit_of({{{0, 0}, {7, 0}}}, {1}), ""); }

TEST(Ledger, notices_an_overtaken_task_only_where_order_is_promised) {
  EXPECT_NE(audit_of({{{0, 1}, {0, 0}}}, {2}, true), "");
  EXPECT_EQ(audit_of({{{0, 1}, {0, 0}}}, {2}, false), "");
  EXPECT_EQ(audit_of({{{0, 1}}, {{0, 0}}}, {2}, true), "") << "different consumers may see them at any time";
}

}  // namespace
}  // namespace syncbench
