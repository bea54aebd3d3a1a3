// The stacks of other threads, for a process that is about to end because they hang.
#pragma once

#include <string>
#include <thread>
#include <vector>

namespace syncbench {

// A thread that has not ended, and how to call it.
struct Suspect {
  std::string who;
  std::thread::native_handle_type thread;
};

// Loads what reading a stack needs, which may allocate and lock: better done before anything hangs.
void prepare_stacks();

// Prints "<who>, at:" and the stack of each thread on standard error, innermost frame first, one a line. The threads
// are asked by a real-time signal and answer themselves, whether they spin or sleep in the kernel; one that does not
// within three seconds is said not to (ThreadSanitizer holds signals back from threads that wait for a mutex). It takes a
// signal for itself, and sets an alarm that ends the process a few seconds later, for it may get stuck: a thread that
// hangs may hold the lock of malloc.
void print_stacks(const std::vector<Suspect>& suspects);

}  // namespace syncbench
