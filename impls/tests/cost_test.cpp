// What the Cost line of each header says of allocations, against what is counted.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>
#include <vector>

#include "impls/every.hpp"
#include "impls/tests/allocation/count.hpp"
#include "impls/watchdog/crowd.hpp"

namespace syncbench {
namespace {

namespace fs = std::filesystem;

// The text of "Cost:" in the comment at a header's head, on one line.
std::string cost_in(const std::string& text) {
  std::smatch found;
  const std::regex cost(R"(\n// Cost: +([^]*?)\n// [A-Z][a-z]+:)");
  if (!std::regex_search(text, found, cost)) return {};
  return std::regex_replace(found[1].str(), std::regex(R"(\s*\n// +)"), " ");
}

enum class Says { never, sometimes, nothing };

// "never": not in a thread's later calls, as long as no more than the capacity is inside.
Says says_of_allocations(const std::string& cost) {
  const auto mentions = [&](const char* words) {
    return std::regex_search(cost, std::regex(words, std::regex::icase | std::regex::extended));
  };
  if (mentions("no allocation|allocates at construction only|allocates at a thread's first call")) return Says::never;
  if (mentions("allocates (only|blocks) when more than|allocates when the heap")) return Says::never;
  return mentions("alloca") ? Says::sometimes : Says::nothing;
}

// The header of a strategy: the longest stem that its name starts with; else that of the adapter.
std::string cost_of(const std::string& kind, const std::string& name) {
  const fs::path impls = SYNCBENCH_IMPLS;
  fs::path header;
  for (const auto& entry : fs::directory_iterator(impls / kind)) {
    const auto stem = entry.path().stem().string();
    if (name.starts_with(stem) && stem.size() > header.stem().string().size()) header = entry.path();
  }
  const bool deque = name.ends_with("_deque");
  if (kind == "queue" && header.stem() != name)
    header = impls / "adapters" / (deque ? "locked_deque.hpp" : "locked_ring.hpp");
  if (kind == "counter" && header.empty()) header = impls / "adapters/locked_counter.hpp";
  std::ifstream file(header);
  return cost_in({std::istreambuf_iterator<char>(file), {}});
}

// A thread makes calls by call(handle, i); the first of them do not count.
template <class Any, class Call>
std::uint64_t count_allocations(const Erased<Any>& strategy, unsigned calls, Call call) {
  constexpr unsigned first_calls = 256;
  std::uint64_t counted = 0;
  const auto object = make_instance(strategy, {.threads = 1, .capacity = 64});
  run_together(strategy.info.name, 1, [&](unsigned, Doing& self) {
    Handle<Any> handle(*object, 0);
    std::uint64_t before = 0;
    for (unsigned i = 0; i < first_calls + calls; ++i) {
      self.now("call", i);
      if (i == first_calls) before = allocations();
      call(handle, i);
    }
    counted = allocations() - before;
  });
  return counted;
}

void expect(const std::string& kind, const Info& info, std::uint64_t counted) {
  const auto cost = cost_of(kind, std::string(info.name));
  const auto what = kind + "/" + std::string(info.name) + " says \"" + cost + "\"";
  switch (says_of_allocations(cost)) {
    case Says::never: EXPECT_EQ(counted, 0U) << what; break;
    case Says::sometimes: EXPECT_GT(counted, 0U) << what; break;
    case Says::nothing: ADD_FAILURE() << what << ": nothing of allocations"; break;
  }
}

TEST(CostLines, tell_of_allocations_what_is_true_of_each_lock) {
  for (const auto& [lock_strategy, jittered] : every_lock()) {
    expect("lock", lock_strategy.info, count_allocations(lock_strategy, 1000, [](Handle<AnyLock>& handle, unsigned) {
             lock(handle);
             unlock(handle);
           }));
  }
}

TEST(CostLines, tell_of_allocations_what_is_true_of_each_counter) {
  for (const auto& [counter, jittered] : every_counter()) {
    expect("counter", counter.info,
           count_allocations(counter, 1000, [](Handle<AnyCounter>& handle, unsigned) { add(handle, 1); }));
  }
}

// 32 tasks go in and out again, many times.
TEST(CostLines, tell_of_allocations_what_is_true_of_each_queue) {
  for (const auto& [queue, jittered] : every_queue()) {
    expect("queue", queue.info, count_allocations(queue, 8192, [](Handle<AnyQueue>& handle, unsigned i) {
             std::uint64_t task = i;
             const bool done = i / 32 % 2 == 0 ? push(handle, task) : pop(handle, task);
             ASSERT_TRUE(done);
           }));
  }
}

TEST(CostLines, would_be_found_wrong) {
  EXPECT_EQ(
      says_of_allocations(cost_in("// X.\n//\n// Cost:        1 CAS; no\n//              allocation.\n// Source: y")),
      Says::never);
  EXPECT_EQ(says_of_allocations("push = 1 allocation + 2 CAS"), Says::sometimes);
  EXPECT_EQ(says_of_allocations("1 CAS"), Says::nothing);
  const auto before = allocations();
  std::vector<int> three(3);
  EXPECT_EQ(std::count(three.begin(), three.end(), 0), 3);  // so that it is really made
  EXPECT_EQ(allocations() - before, 1U);
}

}  // namespace
}  // namespace syncbench
