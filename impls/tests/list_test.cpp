// The lists themselves: complete, without duplicates, in keeping with the files.
#include "impls/list.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "impls/counter.hpp"
#include "impls/lock.hpp"
#include "impls/queue.hpp"

namespace syncbench {
namespace {

namespace fs = std::filesystem;

template <class L>
std::vector<std::string> names_in() {
  std::vector<std::string> names;
  for_each_type(L{}, [&]<class S>(std::type_identity<S>) {
    if constexpr (Described<S>) {
      names.emplace_back(S::info.name);
    } else {
      names.emplace_back(S::name);  // Missing
    }
  });
  return names;
}

// Headers of a strategy folder whose stem is nobody's name.
std::vector<std::string> unlisted(const fs::path& folder, const std::vector<std::string>& names) {
  std::vector<std::string> strays;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto stem = entry.path().stem().string();
    if (std::find(names.begin(), names.end(), stem) == names.end()) strays.push_back(stem);
  }
  return strays;
}

const fs::path impls = SYNCBENCH_IMPLS;

TEST(Lists, have_every_header_of_their_folder) {
  EXPECT_EQ(unlisted(impls / "lock", names_in<Joined<Locks, MissingLocks>>()), std::vector<std::string>{});
  EXPECT_EQ(unlisted(impls / "counter", names_in<Counters>()), std::vector<std::string>{});
  EXPECT_EQ(unlisted(impls / "queue", names_in<Joined<Queues<std::uint64_t>, MissingQueues>>()),
            std::vector<std::string>{});
}

TEST(Lists, would_miss_a_header_that_nobody_listed) {
  const auto folder = fs::path(::testing::TempDir()) / ("syncbench_unlisted_" + std::to_string(getpid()));
  fs::create_directories(folder);
  std::ofstream(folder / "mutex.hpp") << "\n";
  std::ofstream(folder / "forgotten.hpp") << "\n";
  EXPECT_EQ(unlisted(folder, names_in<Joined<Locks, MissingLocks>>()), std::vector<std::string>{"forgotten"});
  fs::remove_all(folder);
}

template <class L>
void expect_unique_names() {
  const auto names = names_in<L>();
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
}

TEST(Lists, name_nothing_twice) {
  expect_unique_names<Locks>();
  expect_unique_names<Counters>();
  expect_unique_names<Queues<std::uint64_t>>();
}

TEST(Lists, make_a_counter_and_a_queue_of_each_lock) {
  const auto counters = names_in<Counters>();
  const auto queues = names_in<Queues<std::uint64_t>>();
  for (const auto& lock : names_in<Locks>()) {
    EXPECT_EQ(std::count(counters.begin(), counters.end(), lock), 1) << lock;
    EXPECT_EQ(std::count(queues.begin(), queues.end(), lock + "_ring"), 1) << lock;
  }
}

}  // namespace
}  // namespace syncbench
