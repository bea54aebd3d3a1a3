#include "impls/watchdog/stacks.hpp"

#include <execinfo.h>
#include <signal.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "impls/watchdog/symbols.hpp"

namespace syncbench {
namespace {

constexpr int most_frames = 64;
constexpr unsigned stuck_after_s = 9;

// Written by the thread that was asked, in its signal handler.
struct Answer {
  void* frames[most_frames] = {};
  int count = 0;
  void* interrupted = nullptr;  // the frame that the signal found; those before it are the handler's
  std::atomic<bool> complete{false};
};

std::atomic<bool> asked{false};

void* program_counter([[maybe_unused]] const void* context) {
#if defined(__x86_64__)
  return reinterpret_cast<void*>(static_cast<const ucontext_t*>(context)->uc_mcontext.gregs[REG_RIP]);
#elif defined(__aarch64__)
  return reinterpret_cast<void*>(static_cast<const ucontext_t*>(context)->uc_mcontext.pc);
#else
  return nullptr;
#endif
}

// Async-signal-safe, once prepare_stacks() has loaded the unwinder.
void answer(int, siginfo_t* info, void* context) {
  if (info->si_code != SI_QUEUE || info->si_pid != getpid()) return;  // not ours, so there is no Answer
  if (!asked.load(std::memory_order_acquire)) return;  // pairs with (1): the Answer is made before it is written
  const auto error = errno;
  auto& own = *static_cast<Answer*>(info->si_value.sival_ptr);
  own.interrupted = program_counter(context);
  own.count = backtrace(own.frames, most_frames);
  own.complete.store(true, std::memory_order_release);  // (2) pairs with (3): the frames come first
  errno = error;
}

bool complete(const Answer& answer) { return answer.complete.load(std::memory_order_acquire); }  // (3)

// Never freed: a thread may still answer when nobody waits any more.
std::vector<Answer*> ask(const std::vector<Suspect>& suspects) {
  const int request = SIGRTMIN + 3;
  struct sigaction action {};
  action.sa_sigaction = answer;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  sigaction(request, &action, nullptr);
  std::vector<Answer*> answers;
  for (std::size_t i = 0; i < suspects.size(); ++i) answers.push_back(new Answer);
  asked.store(true, std::memory_order_release);  // (1)
  for (std::size_t i = 0; i < suspects.size(); ++i) {
    pthread_sigqueue(suspects[i].thread, request, {.sival_ptr = answers[i]});
  }
  // Three seconds, in slices (patience.hpp): on a loaded CPU the asked do not run at once.
  for (int slice = 0; slice < 300; ++slice) {
    if (std::all_of(answers.begin(), answers.end(), [](const auto* one) { return complete(*one); })) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return answers;
}

}  // namespace

void prepare_stacks() {
  static const int frames = [] {
    void* frame = nullptr;
    return backtrace(&frame, 1);
  }();
  static_cast<void>(frames);
}

void print_stacks(const std::vector<Suspect>& suspects) {
  alarm(stuck_after_s);
  prepare_stacks();
  const auto answers = ask(suspects);
  std::map<std::pair<void*, bool>, std::string> names;  // threads that hang, hang together
  for (std::size_t i = 0; i < suspects.size(); ++i) {
    if (!complete(*answers[i])) {
      std::fprintf(stderr, "%s, does not answer\n", suspects[i].who.c_str());
      continue;
    }
    std::fprintf(stderr, "%s, at:\n", suspects[i].who.c_str());
    void* const* const begin = answers[i]->frames;
    void* const* const end = begin + answers[i]->count;
    void* const* const found = std::find(begin, end, answers[i]->interrupted);
    for (auto* frame = found == end ? begin : found; frame != end; ++frame) {
      const bool is_return = frame != found;
      auto& name = names[std::pair(*frame, is_return)];
      if (name.empty()) name = describe_address(*frame, is_return);
      std::fprintf(stderr, "    %s\n", name.c_str());
    }
  }
}

}  // namespace syncbench
