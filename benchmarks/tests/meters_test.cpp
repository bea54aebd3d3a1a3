// Hardware counters, by events that the kernel counts in software; energy, read from folders that the test makes up.
#include "benchmarks/harness/meters.hpp"

#include <gtest/gtest.h>
#include <linux/perf_event.h>
#include <sys/mman.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <string>

#include "benchmarks/harness/team.hpp"
#include "benchmarks/harness/window.hpp"

namespace syncbench {
namespace {

namespace fs = std::filesystem;

// Where a machine has no performance counters the kernel still counts these.
constexpr Events software_events{{{PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK},
                                  {PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS},
                                  {PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CONTEXT_SWITCHES}}};
constexpr Events no_such_events{{{~0U, 0}, {~0U, 0}, {~0U, 0}}};
constexpr unsigned pages = 100;

void touch_fresh_pages() {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  void* memory = mmap(nullptr, pages * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(memory, MAP_FAILED);
  madvise(memory, pages * page, MADV_NOHUGEPAGE);
  for (unsigned i = 0; i < pages; ++i) static_cast<volatile char*>(memory)[i * page] = 1;
  munmap(memory, pages * page);
}

class SoftwareEvents : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const Meter meter(software_events); !meter.why_not().empty()) GTEST_SKIP() << meter.why_not();
  }
};

TEST_F(SoftwareEvents, are_counted_between_start_and_stop_only) {
  Meter meter(software_events);
  touch_fresh_pages();
  meter.start();
  const auto nothing = meter.stop();
  ASSERT_TRUE(nothing[0] && nothing[1]);
  EXPECT_LT(*nothing[1], pages);

  Meter second(software_events);
  second.start();
  touch_fresh_pages();
  const auto counts = second.stop();
  touch_fresh_pages();
  ASSERT_TRUE(counts[0] && counts[1]);
  EXPECT_GT(*counts[0], 0);
  EXPECT_GE(*counts[1], pages);
  EXPECT_LT(*counts[1], 2 * pages);
}

TEST_F(SoftwareEvents, of_a_thread_do_not_contain_those_of_another) {
  Team team(detect_topology(), Place::cores, 2, "events");
  Window window(2, std::chrono::milliseconds(1), 1, team.oversubscribed(), software_events);
  team.run(2, "window", [&](unsigned member) {
    window.take_part(member, [&](Pace& pace) {
      if (member == 1) touch_fresh_pages();
      do {
      } while (pace.go_on());
      return Tally{};
    });
  });
  const auto& reports = window.reports();
  ASSERT_TRUE(reports[0].events[1] && reports[1].events[1]);
  EXPECT_LT(*reports[0].events[1], pages);
  EXPECT_GE(*reports[1].events[1], pages);
  EXPECT_EQ(summarize(reports, 0).events[1], *reports[0].events[1] + *reports[1].events[1]);
}

TEST_F(SoftwareEvents, keep_their_places_where_one_of_them_is_not_to_be_had) {
  Meter meter({software_events[0], no_such_events[0], software_events[1]});
  meter.start();
  touch_fresh_pages();
  const auto counts = meter.stop();
  EXPECT_TRUE(counts[0]);
  EXPECT_FALSE(counts[1]);
  ASSERT_TRUE(counts[2]);
  EXPECT_GE(*counts[2], pages);
}

TEST(Meter, that_the_kernel_refuses_says_why_and_counts_nothing) {
  Meter meter(no_such_events);
  EXPECT_NE(meter.why_not(), "");
  meter.start();
  EXPECT_EQ(meter.stop(), Counts{});
}

TEST(Meter, says_of_this_machine_either_counts_or_why_not) {
  Meter meter;
  meter.start();
  touch_fresh_pages();
  const auto counts = meter.stop();
  if (!meter.why_not().empty()) {
    EXPECT_EQ(counts, Counts{});
  } else if (counts[0]) {  // else others had the counters all the time
    EXPECT_GT(*counts[0], 0);
  }
}

TEST(Counts, that_one_member_lacks_are_lacking_in_the_sum) {
  EXPECT_EQ((Counts{1.0, 2.0, {}} + Counts{3.0, {}, {}}), (Counts{4.0, {}, {}}));
}

class Energy : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    root_ = fs::path(::testing::TempDir()) / ("syncbench_" + std::to_string(getpid()) + "_" + test->name());
    fs::remove_all(root_);
  }
  void TearDown() override { fs::remove_all(root_); }

  void zone(const std::string& folder, const std::string& name, const std::string& uj) {
    const auto path = root_ / "sys/class/powercap" / folder;
    fs::create_directories(path);
    std::ofstream(path / "name") << name << '\n';
    std::ofstream(path / "max_energy_range_uj") << "262143328850\n";
    if (!uj.empty()) std::ofstream(path / "energy_uj") << uj << '\n';
  }

  fs::path root_;
};

TEST_F(Energy, is_the_rise_of_all_packages_and_of_nothing_inside_or_around_them) {
  zone("intel-rapl:0", "package-0", "1000000");
  zone("intel-rapl:1", "package-1", "5000000");
  zone("intel-rapl:0:0", "core", "0");
  zone("intel-rapl:2", "psys", "0");
  zone("intel-rapl-mmio:0", "package-0", "0");
  const auto before = read_energy(root_);
  zone("intel-rapl:0", "package-0", "1500000");
  zone("intel-rapl:1", "package-1", "5250000");
  zone("intel-rapl:0:0", "core", "77");
  zone("intel-rapl:2", "psys", "77");
  zone("intel-rapl-mmio:0", "package-0", "77");
  EXPECT_DOUBLE_EQ(energy_between_j(before, read_energy(root_)).value(), 0.75);
  EXPECT_EQ(why_no_energy(root_), "");
}

TEST_F(Energy, goes_on_where_a_counter_begins_again) {
  zone("intel-rapl:0", "package-0", "262143328000");
  const auto before = read_energy(root_);
  zone("intel-rapl:0", "package-0", "150");
  EXPECT_NEAR(energy_between_j(before, read_energy(root_)).value(), 1e-3, 1e-9);
}

TEST_F(Energy, is_absent_and_not_0_where_it_cannot_be_read) {
  EXPECT_FALSE(energy_between_j(read_energy(root_), read_energy(root_)));
  EXPECT_NE(why_no_energy(root_), "");
  zone("intel-rapl:0", "package-0", "");  // there, but not to be read
  EXPECT_FALSE(energy_between_j(read_energy(root_), read_energy(root_)));
  EXPECT_NE(why_no_energy(root_), "");
}

TEST_F(Energy, is_absent_where_a_package_came_or_went) {
  zone("intel-rapl:0", "package-0", "1");
  const auto before = read_energy(root_);
  zone("intel-rapl:1", "package-1", "1");
  EXPECT_FALSE(energy_between_j(before, read_energy(root_)));
  EXPECT_FALSE(energy_between_j(read_energy(root_), before));
}

}  // namespace
}  // namespace syncbench
