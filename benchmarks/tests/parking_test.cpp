// A queue at which threads sleep: nobody sleeps over a task, over room, or over the end of the window.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <string>

#include "benchmarks/queue_workload.hpp"
#include "benchmarks/representatives.hpp"
#include "benchmarks/tests/liars.hpp"
#include "impls/wait/park.hpp"
#include "impls/wait/spin.hpp"
#include "impls/wait/spin_yield.hpp"
#include "impls/watchdog/crowd.hpp"

namespace syncbench {
namespace {

using std::chrono::milliseconds;

constexpr Timing brief{.warm_up = milliseconds(2),
                       .window = milliseconds(16),
                       .oversubscribed_warm_up = milliseconds(2),
                       .oversubscribed_window = milliseconds(40)};

template <class Q, class Wait>
Sample run_queue(Shape shape, unsigned steps = 0, unsigned burst = 1) {
  Team team(detect_topology(), Place::cores, shape.members(), std::string(Q::info.name));
  QueueWorkload<Q, Wait> workload(shape, steps, burst);
  return run_trial(team, workload, brief);
}

const Shape shapes[] = {{1, 0}, {1, 1}, {2, 2}, {1, 3}, {3, 1}};

// What each of the representatives does in each shape that it allows.
template <class Wait, class Judge>
void run_the_representatives(Judge judge) {
  for_each_type(RepresentativeQueues<Task>{}, [&]<class Q>(std::type_identity<Q>) {
    for (const auto& shape : shapes) {
      if (allows(Q::info.queue, shape))
        judge(run_queue<Q, Wait>(shape), std::string(Q::info.name) + " " + shape.name());
    }
  });
}

TEST(Parking, accepts_the_representatives_in_every_shape_they_allow) {
  run_the_representatives<Park>([](const Sample& sample, const std::string& which) {
    EXPECT_EQ(sample.error, "") << which;
    EXPECT_GT(sample.window.operations, 0U) << which;
  });
}

// Where threads outnumber CPUs, one that spins may keep the others from running for a window as short as here.
TEST(Spinning, finds_nothing_wrong_with_the_representatives_in_every_shape_they_allow) {
  run_the_representatives<Spin>([](const Sample& sample, const std::string& which) {
    EXPECT_TRUE(sample.error.empty() || sample.error == "no operation was completed")
        << which << ": " << sample.error;
  });
}

// Two sides take turns, and let each other wait for so long now and then that the other one sleeps. If a wake-up were
// lost, the watchdog would end it.
TEST(Parking, wakes_the_side_whose_turn_it_is) {
  constexpr unsigned turns = 4'000;
  Park::Shared shared;
  std::atomic<unsigned> turn{0};
  run_together("park", 2, [&](unsigned side, Doing& doing) {
    auto waiter = side == 0 ? Park::pushing(shared) : Park::popping(shared);
    for (unsigned mine = side; mine < turns; mine += 2) {
      doing.now("wait for turn", mine);
      while (turn.load(std::memory_order_acquire) != mine) waiter.wait();
      if (mine % 8 < 2) private_work(20'000, mine);
      turn.store(mine + 1, std::memory_order_release);
      waiter.reset();
    }
  });
  EXPECT_EQ(turn.load(), turns);
}

// Everybody sleeps, member 0 and its watch too.
TEST(Parking, ends_the_window_though_all_are_asleep) {
  for (const auto& shape : shapes) {
    EXPECT_EQ((run_queue<NullQueue, Park>(shape).error), "no operation was completed") << shape.name();
  }
}

TEST(Parking, ends_the_window_though_all_consumers_are_asleep) {
  for (const auto& shape : shapes) {
    const auto error = run_queue<TwistedQueue<AlwaysEmpty>, Park>(shape).error;
    EXPECT_NE(error.find(" 0 were popped"), std::string::npos) << "said: '" << error << "'";
  }
}

TEST(Bursts, keep_every_task) {
  for (const auto& shape : {Shape{1, 1}, Shape{2, 2}, Shape{3, 1}}) {
    for (const unsigned burst : {1U, 3U, 10'000U}) {
      const auto sample = run_queue<VyukovRingQueue<Task>, SpinYield>(shape, 8, burst);
      EXPECT_EQ(sample.error, "") << shape.name() << " by " << burst;
    }
  }
}

}  // namespace
}  // namespace syncbench
