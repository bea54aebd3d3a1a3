// The memory of a queue whose size is known.
#include "benchmarks/memory.hpp"

#include <gtest/gtest.h>
#include <malloc.h>

#include <cstddef>
#include <memory>

#include "benchmarks/tests/liars.hpp"

extern "C" [[gnu::weak]] void __asan_init();  // null without AddressSanitizer

namespace syncbench {
namespace {

constexpr std::size_t tasks = 65536;

// `entry_size` bytes a task in one array; loses one task if it `lies`.
template <std::size_t entry_size, bool lies = false>
class Array {
 public:
  static constexpr Info info = liar("array", {.order = Order::strict_fifo, .bounded = true});

  explicit Array(const Limits& limits) : capacity_(limits.capacity), entries_(std::make_unique<Entry[]>(capacity_)) {}

  bool try_push(const std::uint64_t& task) {
    if (pushed_ == capacity_) return false;
    entries_[pushed_++].task = task;
    return true;
  }
  bool try_pop(std::uint64_t& task) {
    if (lies && popped_ == 100) ++popped_;
    if (popped_ == pushed_) return false;
    task = entries_[popped_++].task;
    return true;
  }

 private:
  struct alignas(entry_size) Entry {
    std::uint64_t task;
  };
  const std::size_t capacity_;
  const std::unique_ptr<Entry[]> entries_;
  std::size_t pushed_ = 0, popped_ = 0;
};

template <class Q>
Weight weigh_queue() {
  return weigh(erased<AnyQueue, Q>(), tasks);
}

class Memory : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!anonymous_bytes()) GTEST_SKIP() << "no /proc/self/smaps_rollup";
    if (__asan_init != nullptr || __tsan_acquire != nullptr) GTEST_SKIP() << "a sanitizer has memory of its own";
    // Arrays come fresh from the kernel, whatever the tests before have freed.
    mallopt(M_MMAP_THRESHOLD, 64 * 1024);
  }
};

TEST_F(Memory, of_an_array_is_that_of_its_entries) {
  constexpr double pages = 8 * 4096.0 / tasks;  // of malloc and of the thread, half a byte a task
  const auto words = weigh_queue<Array<8>>();
  EXPECT_EQ(words.error, "");
  EXPECT_NEAR(words.bytes / tasks, 8, pages);
  EXPECT_GT(words.fill_s, 0);
  EXPECT_NEAR(weigh_queue<Array<64>>().bytes / tasks, 64, pages);
}

TEST(Weigh, catches_a_queue_that_loses_a_task) { EXPECT_NE((weigh_queue<Array<8, true>>().error), ""); }

// Has room for half of what it was made for.
struct Small : Array<8> {
  explicit Small(const Limits& limits) : Array<8>({.threads = 1, .capacity = limits.capacity / 2}) {}
};

TEST(Weigh, catches_a_queue_that_is_full_too_early) {
  EXPECT_EQ(weigh_queue<Small>().error, "full with 32768 tasks, though made for 65536");
}

}  // namespace
}  // namespace syncbench
