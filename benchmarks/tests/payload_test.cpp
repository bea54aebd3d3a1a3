// A payload that is torn, mixed or stale is a wrong result.
#include "benchmarks/payload.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <deque>
#include <mutex>
#include <string>

#include "benchmarks/few_shapes.hpp"
#include "benchmarks/queue_workload.hpp"
#include "benchmarks/tests/liars.hpp"
#include "impls/wait/spin_yield.hpp"

namespace syncbench {
namespace {

constexpr Timing brief{.warm_up = std::chrono::milliseconds(2),
                       .window = std::chrono::milliseconds(16),
                       .oversubscribed_warm_up = std::chrono::milliseconds(2),
                       .oversubscribed_window = std::chrono::milliseconds(80)};

// An honest queue, but that in place of `lost` bytes at the end of each twentieth task those of the one before arrive.
template <class P, std::size_t lost>
class Tearing {
 public:
  static constexpr Info info = liar("tearing", {.bounded = false});

  bool try_push(const P& task) {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(task);
    if (++pushes_ % every == 0) {
      std::memcpy(reinterpret_cast<char*>(&tasks_.back()) + sizeof(P) - lost,
                  reinterpret_cast<const char*>(&last_) + sizeof(P) - lost, lost);
    }
    last_ = task;
    return true;
  }

  bool try_pop(P& task) {
    const std::lock_guard lock(mutex_);
    if (tasks_.empty()) return false;
    task = tasks_.front();
    tasks_.pop_front();
    return true;
  }

 private:
  std::mutex mutex_;
  std::deque<P> tasks_;
  P last_{};
  std::uint64_t pushes_ = 0;
};

template <class P, std::size_t lost>
std::string verdict(Shape shape) {
  Team team(detect_topology(), Place::cores, shape.members(), "payload");
  QueueWorkload<Carrying<Tearing<P, lost>, P>, SpinYield> workload(shape, 0);
  return run_trial(team, workload, brief).error;
}

TEST(Payload, has_the_size_that_it_says) {
  EXPECT_EQ(sizeof(Payload<64>), 64U);
  EXPECT_EQ(sizeof(Payload<256>), 256U);
}

TEST(Payload, is_whole_after_a_copy_and_not_after_any_word_has_changed) {
  const Payload<64> original(Task(3, 17));
  auto copy = original;
  EXPECT_TRUE(copy.whole());
  EXPECT_EQ(copy.task().producer(), 3U);
  EXPECT_EQ(copy.task().number(), 17U);
  for (std::size_t word = 0; word < sizeof copy / 8; ++word) {
    copy = original;
    reinterpret_cast<unsigned char*>(&copy)[8 * word] ^= 1;
    EXPECT_FALSE(copy.whole()) << word;
  }
}

TEST(Payload, arrives_whole_from_an_honest_queue) {
  for (const auto& shape : {Shape{1, 1}, Shape{2, 2}}) {
    EXPECT_EQ((verdict<Payload<64>, 0>(shape)), "");
    EXPECT_EQ((verdict<Payload<256>, 0>(shape)), "");
  }
}

TEST(Payload, that_is_torn_is_a_wrong_result) {
  for (const auto& shape : {Shape{1, 1}, Shape{2, 2}}) {
    EXPECT_NE((verdict<Payload<64>, 8>(shape)).find("tasks that nobody pushed"), std::string::npos);
    EXPECT_NE((verdict<Payload<256>, 200>(shape)).find("tasks that nobody pushed"), std::string::npos);
  }
}

std::string names(const std::vector<Shape>& shapes) {
  std::string text;
  for (const auto& shape : shapes) text += shape.name() + " ";
  return text;
}

TEST(FewShapes, are_a_pair_two_pairs_and_as_many_threads_as_cpus) {
  auto topology = detect_topology();
  const auto cpu = topology.cores.front();
  topology.cores.assign(16, cpu);
  topology.compact.assign(16, cpu);
  EXPECT_EQ(names(few_shapes(default_axes(topology))), "1x1 2x2 8x8 ");
  topology.cores.resize(1);
  topology.compact.resize(1);
  EXPECT_EQ(names(few_shapes(default_axes(topology))), "1x1 2x2 ");
  topology.cores.assign(3, cpu);
  topology.compact.assign(3, cpu);
  auto chosen = default_axes(topology);
  EXPECT_EQ(names(few_shapes(chosen)), "1x1 1x2 2x1 2x2 ");
  chosen.queue_threads = {1, 2, 8};
  EXPECT_EQ(names(few_shapes(chosen)), "1x1 ");
}

}  // namespace
}  // namespace syncbench
