#include "benchmarks/harness/team.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

#include "impls/watchdog/stacks.hpp"

namespace syncbench {

Team::Team(const Topology& topology, Place place, unsigned size, std::string task)
    : size_(size),
      cpus_(topology.usable()),
      task_(std::move(task)),
      // Many threads on a CPU take many scheduler ticks to have had a turn each.
      patience_(watchdog_patience() * (1 + size / (64 * cpus_))) {
  prepare_stacks();
  const auto& order = topology.order(place);
  const auto threads = size_ + (has_pair() ? 2 : 0);
  try {
    for (unsigned i = 0; i < size_; ++i) start(order[i % order.size()]);
    for (unsigned i = size_; i < threads; ++i) start(topology.cores[i - size_]);
    run(threads, "pin", [](unsigned) {});  // all are up, pinned and parked before anything is measured
  } catch (const std::system_error& error) {
    end();  // the destructor will not run, and the members that are there wait for work
    throw std::runtime_error("cannot start thread " + std::to_string(members_.size()) + " of " +
                             std::to_string(threads) + " (" + error.code().message() + "); use fewer threads");
  } catch (...) {
    end();
    throw;
  }
}

Team::~Team() { end(); }

void Team::start(unsigned cpu) {
  auto& member = members_.emplace_back();
  member.thread = std::jthread([this, &member, cpu] { live(member, cpu); });
}

void Team::end() {
  const std::lock_guard lock(mutex_);
  ending_ = true;
  for (auto& member : members_) member.wake.notify_one();
}

void Team::run_on(unsigned first, unsigned count, std::string_view phase, const Job& job,
                  const std::function<void()>& meanwhile) {
  std::unique_lock lock(mutex_);
  failure_ = nullptr;
  running_ = count;
  for (unsigned i = 0; i < count; ++i) {
    auto& member = members_[first + i];
    member.job = &job;
    member.index = i;
    member.wake.notify_one();  // only those that take part: the others stay off the CPUs
  }
  const auto all_returned = [this] { return running_ == 0; };
  const auto slice = patience_ / patience_slices;
  for (int waited = 0; running_ != 0; ++waited) {
    if (waited == patience_slices) give_up(first, count, phase);
    if (!meanwhile) {
      done_.wait_for(lock, slice, all_returned);
      continue;
    }
    const auto often = std::min<std::chrono::milliseconds>(slice, std::chrono::milliseconds(5));
    for (auto passed = often; passed <= slice && !done_.wait_for(lock, often, all_returned); passed += often)
      meanwhile();
  }
  if (failure_) std::rethrow_exception(failure_);
}

void Team::live(Member& self, unsigned cpu) {
  std::exception_ptr failure;
  try {
    pin_to(cpu);
  } catch (...) {
    failure = std::current_exception();  // handed over in the first run()
  }
  std::unique_lock lock(mutex_);
  for (;;) {
    self.wake.wait(lock, [&] { return ending_ || self.job != nullptr; });
    if (ending_) return;
    const auto& job = *self.job;
    const auto index = self.index;
    lock.unlock();
    if (!failure) {
      try {
        job(index);
      } catch (...) {
        failure = std::current_exception();
      }
    }
    lock.lock();
    if (failure && !failure_) failure_ = failure;
    failure = nullptr;
    self.job = nullptr;
    if (--running_ == 0) done_.notify_one();
  }
}

// With mutex_ locked, so that no member can end while its stack is read.
void Team::give_up(unsigned first, unsigned count, std::string_view phase) {
  std::string missing;
  std::vector<Suspect> suspects;
  for (unsigned i = 0; i < count; ++i) {
    auto& member = members_[first + i];
    if (member.job == nullptr) continue;
    missing += (missing.empty() ? "" : ", ") + std::to_string(i);
    suspects.push_back({.who = task_ + ": thread " + std::to_string(i), .thread = member.thread.native_handle()});
  }
  print_stacks(suspects);
  std::fprintf(stderr, "%s: hung in phase '%.*s': after %.3g s these threads have not returned: %s\n", task_.c_str(),
               static_cast<int>(phase.size()), phase.data(), static_cast<double>(patience_.count()) / 1000,
               missing.c_str());
  std::_Exit(1);  // the threads cannot be stopped, so nothing of the process can be cleaned up
}

}  // namespace syncbench
