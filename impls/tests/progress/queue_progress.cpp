#include <cstdint>
#include <string>
#include <type_traits>

#include "impls/queue.hpp"
#include "impls/tests/contract/queue_contract.hpp"
#include "impls/tests/progress/guarantee.hpp"
#include "impls/tests/progress/progress.hpp"
#include "impls/tests/progress/progress_mutants.hpp"

namespace syncbench {
namespace {

constexpr std::uint64_t fresh_task = 1000;

// Stopped somewhere in here. Two tasks go in and out, and the queue is found empty.
template <class Q>
void push_and_pop(Handle<Q>& handle) {
  for (std::uint64_t task = 0; task < 2; ++task) push(handle, task);
  for (std::uint64_t task = 0; pop(handle, task);) {
  }
}

// There is room, so the task must go in, and as it is inside, it must come out.
template <class Q>
void push_and_get_it(Handle<Q>& handle, const Puppet& puppet) {
  while (!push(handle, fresh_task) && !puppet.is_free()) {
  }
  for (std::uint64_t task = 0; task != fresh_task && !puppet.is_free();) pop(handle, task);
}

// Leans one way for a while, so that both ends are met.
template <class Q>
const char* any_call(Handle<Q>& handle, unsigned number) {
  if ((number % 4 == 0) == (number / 64 % 2 == 1)) return push(handle, number) ? "try_push" : "try_push: full";
  std::uint64_t task = 0;
  return pop(handle, task) ? "try_pop" : "try_pop: empty";
}

// The queues of a list whose threads may both push and pop, as all threads here do.
template <class Q>
constexpr bool is_shared = Q::info.queue.producers == Side::many&& Q::info.queue.consumers == Side::many;

template <class Qs>
struct SharedOf;
template <>
struct SharedOf<List<>> {
  using type = List<>;
};
template <class Q, class... Rest>
struct SharedOf<List<Q, Rest...>> {
  using type = Joined<std::conditional_t<is_shared<Q>, List<Q>, List<>>, typename SharedOf<List<Rest...>>::type>;
};

template <class Qs>
using SharedQueues = typename SharedOf<Qs>::type;

}  // namespace

void add_queue_progress(std::vector<Check>& checks) {
  using Task = std::uint64_t;
  add_progress<SharedQueues<Queues<Task>>, ProgressQueueMutants<Task, WatchedPlatform>>(
      checks, "queue", []<class Q>(std::type_identity<Q>, const std::string& subject) {
        const auto stopped = [](Handle<Q>& handle, const Puppet&) { push_and_pop(handle); };
        return judge_progress<Q>(subject, {.threads = 3, .capacity = 8}, stopped, push_and_get_it<Q>, any_call<Q>);
      });
}

}  // namespace syncbench
