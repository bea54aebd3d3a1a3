#include <cstdint>
#include <string>
#include <vector>

#include "impls/tests/progress/guarantee.hpp"
#include "impls/tests/progress/progress.hpp"
#include "impls/tests/progress/progress_mutants.hpp"

namespace syncbench {
namespace {

constexpr std::uint64_t fresh_task = 1000;

// Stopped somewhere in here. Two tasks go in and out, and the queue is found empty.
void push_and_pop(Handle<AnyQueue>& handle) {
  for (std::uint64_t task = 0; task < 2; ++task) push(handle, task);
  for (std::uint64_t task = 0; pop(handle, task);) {
  }
}

// There is room, so a task must go in, and as it is inside, one must come out. Not always the first: a pop that stands
// may have drawn that one's ticket, and so have it already. But each has one at most.
void push_and_get_one(Handle<AnyQueue>& handle, const Puppet& puppet) {
  while (!push(handle, fresh_task) && !puppet.is_free()) {
  }
  for (std::uint64_t task = 0; task != fresh_task && !puppet.is_free();) {
    if (!pop(handle, task)) push(handle, fresh_task);
  }
}

// Leans one way for a while, so that both ends are met.
const char* any_call(Handle<AnyQueue>& handle, unsigned number) {
  if ((number % 4 == 0) == (number / 64 % 2 == 1)) return push(handle, number) ? "try_push" : "try_push: full";
  std::uint64_t task = 0;
  return pop(handle, task) ? "try_pop" : "try_pop: empty";
}

}  // namespace

void add_queue_progress(std::vector<Check>& checks) {
  // Those whose threads may both push and pop, as all threads here do.
  static const auto shared = [] {
    std::vector<Tested<AnyQueue>> queues;
    for (const auto& queue : tested_queues()) {
      const auto& traits = queue.info().queue;
      if (traits.producers == Side::many && traits.consumers == Side::many) queues.push_back(queue);
    }
    return queues;
  }();
  add_progress<ProgressQueueMutants<std::uint64_t, WatchedPlatform>>(
      checks, "queue", shared, [](const Erased<AnyQueue>& strategy, const std::string& subject) {
        const auto stopped = [](Handle<AnyQueue>& handle, const Puppet&) { push_and_pop(handle); };
        return judge_progress(strategy, subject, {.threads = 3, .capacity = 8}, stopped, push_and_get_one, any_call);
      });
}

}  // namespace syncbench
