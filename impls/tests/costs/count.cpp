#include <cstdio>
#include <cstdlib>

#include "impls/tests/costs/costs.hpp"

namespace syncbench {
namespace {

constexpr std::size_t capacity = 64;
constexpr unsigned inside = capacity / 2;  // tasks of a queue at any time

constexpr auto nothing = [](auto&) {};

void must(bool done, const char* call) {
  if (done) return;
  std::fprintf(stderr, "a queue that is half full refuses to %s\n", call);
  std::abort();
}

void push_one(Handle<AnyQueue>& handle) { must(push(handle, 7), "push"); }

void pop_one(Handle<AnyQueue>& handle) {
  std::uint64_t task = 0;
  must(pop(handle, task), "pop");
}

}  // namespace

Counted count_costs(const Erased<AnyLock>& strategy, const std::string& subject, unsigned threads) {
  return count_turns(strategy, subject, {.threads = threads}, counted_operations / threads, nothing,
                     [](Handle<AnyLock>& handle, unsigned) {
                       lock(handle);
                       unlock(handle);
                     });
}

Counted count_costs(const Erased<AnyCounter>& strategy, const std::string& subject, unsigned threads) {
  return count_turns(strategy, subject, {.threads = threads}, counted_operations / threads, nothing,
                     [](Handle<AnyCounter>& handle, unsigned) { add(handle, 1); });
}

Counted count_costs(const Erased<AnyQueue>& strategy, const std::string& subject, unsigned threads) {
  const auto producers = threads == 1 ? 1 : threads / 2;
  const auto fill = [producers](auto& handles) {
    for (unsigned i = 0; i < inside; ++i) push_one(*handles[i % producers]);
  };
  return count_turns(strategy, subject, {.threads = threads, .capacity = capacity}, counted_operations / producers,
                     fill, [=](Handle<AnyQueue>& handle, unsigned thread) {
                       if (thread < producers) push_one(handle);
                       if (threads == 1 || thread >= producers) pop_one(handle);
                     });
}

void run_operations(const Erased<AnyLock>& strategy, std::uint64_t operations) {
  const auto object = make_instance(strategy, {.threads = 1});
  Handle<AnyLock> handle(*object, 0);
  for (std::uint64_t i = 0; i < operations; ++i) {
    lock(handle);
    unlock(handle);
  }
}

void run_operations(const Erased<AnyCounter>& strategy, std::uint64_t operations) {
  const auto object = make_instance(strategy, {.threads = 1});
  Handle<AnyCounter> handle(*object, 0);
  for (std::uint64_t i = 0; i < operations; ++i) add(handle, 1);
}

void run_operations(const Erased<AnyQueue>& strategy, std::uint64_t operations) {
  const auto object = make_instance(strategy, {.threads = 1, .capacity = capacity});
  Handle<AnyQueue> handle(*object, 0);
  for (unsigned i = 0; i < inside; ++i) push_one(handle);
  for (std::uint64_t i = 0; i < operations; ++i) {
    push_one(handle);
    pop_one(handle);
  }
}

std::vector<unsigned> threads_of(const std::string& kind, const Info& info) {
  const bool one_a_side = info.queue.producers == Side::one || info.queue.consumers == Side::one;
  if (kind != "queue") return {1, 4};
  return one_a_side ? std::vector<unsigned>{1, 2} : std::vector<unsigned>{1, 2, 4};
}

}  // namespace syncbench
