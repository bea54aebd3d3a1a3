#include "benchmarks/harness/team.hpp"

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace syncbench {

std::chrono::seconds watchdog_patience() {
  const auto* text = std::getenv("SYNCBENCH_WATCHDOG_S");
  if (text == nullptr || *text == '\0') return std::chrono::seconds(10);
  const std::string_view digits = text;
  unsigned seconds = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
  if (error != std::errc{} || end != digits.data() + digits.size() || seconds == 0) {
    throw std::invalid_argument("SYNCBENCH_WATCHDOG_S is '" + std::string(digits) +
                                "'; give whole seconds, at least 1, or unset it");
  }
  return std::chrono::seconds(seconds);
}

Team::Team(const Topology& topology, Place place, unsigned size, std::string task)
    : size_(size),
      cpus_(topology.usable()),
      task_(std::move(task)),
      // Many threads on a CPU take many scheduler ticks to have had a turn each.
      patience_(watchdog_patience() * (1 + size / (64 * cpus_))) {
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

void Team::run_on(unsigned first, unsigned count, std::string_view phase, const Job& job) {
  std::unique_lock lock(mutex_);
  failure_ = nullptr;
  running_ = count;
  for (unsigned i = 0; i < count; ++i) {
    auto& member = members_[first + i];
    member.job = &job;
    member.index = i;
    member.wake.notify_one();  // only those that take part: the others stay off the CPUs
  }
  // In slices: a process that was frozen for a while finds one slice gone, not all its patience.
  constexpr int slices = 100;
  for (int waited = 0; running_ != 0; ++waited) {
    if (waited == slices) give_up(first, count, phase);
    done_.wait_for(lock, patience_ / slices, [this] { return running_ == 0; });
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

void Team::give_up(unsigned first, unsigned count, std::string_view phase) const {
  std::string missing;
  for (unsigned i = 0; i < count; ++i) {
    if (members_[first + i].job != nullptr) missing += (missing.empty() ? "" : ", ") + std::to_string(i);
  }
  std::fprintf(stderr, "%s: hung in phase '%.*s': after %.3g s these threads have not returned: %s\n", task_.c_str(),
               static_cast<int>(phase.size()), phase.data(), static_cast<double>(patience_.count()) / 1000,
               missing.c_str());
  std::_Exit(1);  // the threads cannot be stopped, so nothing of the process can be cleaned up
}

}  // namespace syncbench
