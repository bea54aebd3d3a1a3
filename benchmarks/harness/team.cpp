#include "benchmarks/harness/team.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace syncbench {
namespace {

std::chrono::seconds patience() {
  const auto* text = std::getenv("SYNCBENCH_WATCHDOG_S");
  const auto seconds = text != nullptr ? std::atoi(text) : 0;
  return std::chrono::seconds(seconds > 0 ? seconds : 10);
}

}  // namespace

Team::Team(const Topology& topology, Place place, unsigned size, std::string task)
    : size_(size), cpus_(topology.usable()), task_(std::move(task)), patience_(patience()) {
  const auto& order = topology.order(place);
  const auto threads = std::max(size, std::min(2U, cpus_));
  busy_.resize(threads, false);
  members_.reserve(threads);
  try {
    for (unsigned i = 0; i < threads; ++i) {
      members_.emplace_back([this, i, cpu = order[i % order.size()]] { live(i, cpu); });
    }
    run(threads, "pin", [](unsigned) {});  // all are up, pinned and parked before anything is measured
  } catch (const std::system_error& error) {
    end();  // the destructor will not run, and the members that are there wait for work
    throw std::runtime_error("cannot start thread " + std::to_string(members_.size() + 1) + " of " +
                             std::to_string(threads) + " (" + error.what() + "); use fewer threads");
  } catch (...) {
    end();
    throw;
  }
}

Team::~Team() { end(); }

void Team::end() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  work_.notify_all();
}

void Team::run(unsigned count, std::string_view phase, const Job& job) {
  std::unique_lock lock(mutex_);
  job_ = &job;
  count_ = running_ = count;
  failure_ = nullptr;
  std::fill_n(busy_.begin(), count, true);
  ++round_;
  work_.notify_all();
  if (!done_.wait_for(lock, patience_, [this] { return running_ == 0; })) give_up(phase);
  if (failure_) std::rethrow_exception(failure_);
}

void Team::live(unsigned member, unsigned cpu) {
  std::exception_ptr failure;
  try {
    pin_to(cpu);
  } catch (...) {
    failure = std::current_exception();  // handed over in the first run()
  }
  unsigned seen = 0;
  std::unique_lock lock(mutex_);
  for (;;) {
    work_.wait(lock, [&] { return ending_ || (round_ != seen && busy_[member]); });
    if (ending_) return;
    seen = round_;
    const auto& job = *job_;
    lock.unlock();
    if (!failure) {
      try {
        job(member);
      } catch (...) {
        failure = std::current_exception();
      }
    }
    lock.lock();
    if (failure && !failure_) failure_ = failure;
    failure = nullptr;
    busy_[member] = false;
    if (--running_ == 0) done_.notify_one();
  }
}

void Team::give_up(std::string_view phase) const {
  std::string missing;
  for (std::size_t i = 0; i < busy_.size(); ++i) {
    if (busy_[i]) missing += (missing.empty() ? "" : ", ") + std::to_string(i);
  }
  std::fprintf(stderr, "%s: hung in phase '%.*s': after %lld s these threads have not returned: %s\n", task_.c_str(),
               static_cast<int>(phase.size()), phase.data(), static_cast<long long>(patience_.count()),
               missing.c_str());
  std::_Exit(1);  // the threads cannot be stopped, so nothing of the process can be cleaned up
}

}  // namespace syncbench
