// CPU quotas, read from control groups that the test makes up.
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "benchmarks/harness/topology.hpp"

namespace syncbench {
namespace {

namespace fs = std::filesystem;

class Cgroup : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    root_ = fs::path(::testing::TempDir()) / ("syncbench_" + std::to_string(getpid()) + "_" + test->name());
    fs::remove_all(root_);
  }
  void TearDown() override { fs::remove_all(root_); }

  void write(const std::string& file, const std::string& text) {
    fs::create_directories((root_ / file).parent_path());
    std::ofstream(root_ / file) << text;
  }

  fs::path root_;
};

TEST_F(Cgroup, has_no_quota_where_there_is_none) {
  EXPECT_FALSE(cpu_quota(root_));
  write("proc/self/cgroup", "0::/\n");
  write("sys/fs/cgroup/cpu.max", "max 100000\n");
  EXPECT_FALSE(cpu_quota(root_));
  EXPECT_FALSE(throttled_us(root_));
}

TEST_F(Cgroup, v2_takes_the_smallest_quota_on_the_way_to_the_root) {
  write("proc/self/cgroup", "0::/a/b\n");
  write("sys/fs/cgroup/a/cpu.max", "150000 100000\n");
  write("sys/fs/cgroup/a/b/cpu.max", "400000 100000\n");
  EXPECT_DOUBLE_EQ(cpu_quota(root_).value(), 1.5);
}

TEST_F(Cgroup, v2_falls_back_to_the_mount_where_a_container_hides_the_way) {
  write("proc/self/cgroup", "0::/system.slice/docker-1\n");
  write("sys/fs/cgroup/cpu.max", "50000 100000\n");
  write("sys/fs/cgroup/cpu.stat", "usage_usec 10\nnr_throttled 3\nthrottled_usec 1234\n");
  EXPECT_DOUBLE_EQ(cpu_quota(root_).value(), 0.5);
  EXPECT_DOUBLE_EQ(throttled_us(root_).value(), 1234);
}

TEST_F(Cgroup, throttling_of_the_groups_above_counts_too) {
  write("proc/self/cgroup", "0::/a/b\n");
  write("sys/fs/cgroup/a/cpu.stat", "throttled_usec 100\n");
  write("sys/fs/cgroup/a/b/cpu.stat", "throttled_usec 20\n");
  EXPECT_DOUBLE_EQ(throttled_us(root_).value(), 120);
}

TEST_F(Cgroup, v1_reads_quota_and_period) {
  write("proc/self/cgroup", "5:memory:/x\n4:cpu,cpuacct:/x\n0::/\n");
  write("sys/fs/cgroup/cpu/x/cpu.cfs_quota_us", "250000\n");
  write("sys/fs/cgroup/cpu/x/cpu.cfs_period_us", "100000\n");
  write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
  write("sys/fs/cgroup/cpu/x/cpu.stat", "nr_periods 9\nnr_throttled 3\nthrottled_time 5000000\n");
  EXPECT_DOUBLE_EQ(cpu_quota(root_).value(), 2.5);
  EXPECT_DOUBLE_EQ(throttled_us(root_).value(), 5000);
}

TEST(Topology, of_this_machine_is_consistent) {
  const auto topology = detect_topology();
  EXPECT_GE(topology.usable(), 1U);
  EXPECT_LE(topology.usable(), topology.in_mask);
  EXPECT_GE(topology.core_count, 1U);
  EXPECT_LE(topology.core_count, topology.in_mask);
  EXPECT_EQ(topology.cores.size(), topology.compact.size());
}

}  // namespace
}  // namespace syncbench
