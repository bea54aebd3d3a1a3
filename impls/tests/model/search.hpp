// Runs a scenario through Relacy's two searches and says what was found.
//
// A scenario is a test_suite of Relacy's: before() makes the object, thread(i) is the body of thread i, after()
// checks.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <ostream>
#include <streambuf>
#include <string>
#include <string_view>

#include "impls/tests/program.hpp"
// Last, as it says.
#include "impls/platform/relacy.hpp"

namespace syncbench {

using ModelPlatform = RelacyPlatform;

inline std::string times(unsigned a, unsigned b) { return std::to_string(a) + "x" + std::to_string(b); }

struct Effort {
  std::uint64_t random_executions = 200'000;
  std::uint64_t bounded_executions = 200'000;  // at most; the search ends by itself when it has seen all
  unsigned context_bound = 2;                  // forced switches between threads in one execution
};

namespace detail {

// What Relacy prints. Not a std::ostringstream: that would allocate in the middle of a simulation, by Relacy's own
// operator new.
class Transcript : public std::streambuf {
 public:
  Transcript() : file_(open_memstream(&text_, &size_)) {}
  ~Transcript() override {
    std::fclose(file_);
    std::free(text_);
  }
  Transcript(const Transcript&) = delete;
  Transcript& operator=(const Transcript&) = delete;

  std::string_view text() {
    std::fflush(file_);
    return {text_, size_};
  }

 private:
  int overflow(int letter) override { return letter == traits_type::eof() ? 0 : std::fputc(letter, file_); }
  std::streamsize xsputn(const char* letters, std::streamsize count) override {
    return static_cast<std::streamsize>(std::fwrite(letters, 1, static_cast<std::size_t>(count), file_));
  }

  char* text_ = nullptr;
  std::size_t size_ = 0;
  std::FILE* file_;
};

// Ends the process with a message and a stack if it is not put off for a while: an execution that makes no access to
// shared memory is one that Relacy cannot end.
void put_alarm_off(const std::string& scenario);

// Says that the search goes on; the search by context bound has no limit of its own.
template <class Scheduler>
struct Watched : Scheduler {
  using Scheduler::Scheduler;
  static inline std::uint64_t limit = ~std::uint64_t{0};
  static inline std::string scenario;
  std::uint64_t executions = 0;
  bool iteration_end() {
    if (++executions % 1024 == 0) put_alarm_off(scenario);
    return executions >= limit || Scheduler::iteration_end();
  }
};

// "impls/queue/vyukov_ring.hpp:83" of the last access before the failure that lies in a strategy; empty if none does.
std::string violated_access(std::string_view trace);

template <class Scenario, class Scheduler>
void search(Finding& finding, rl::test_params params, std::string_view label) {
  if (!finding.passed) return;
  Scheduler::scenario = Scenario::name();
  put_alarm_off(Scheduler::scenario);
  Transcript transcript, progress;
  std::ostream trace(&transcript), ignored(&progress);
  params.execution_depth_limit = 20'000;
  params.output_stream = &trace;
  params.progress_stream = &ignored;
  Transcript state;
  std::ostream final_state(&state);
  const auto result = rl::run_test<Scenario, Scheduler>(params, final_state, false);
  finding.operations += params.stop_iteration + 1;
  if (result == rl::test_result_success) return;

  // Once more, the failing execution alone, to be told.
  const std::string at(state.text());
  params.initial_state.assign(at.begin(), at.end());
  params.collect_history = true;
  Transcript unused;
  std::ostream ignored_state(&unused);
  rl::run_test<Scenario, Scheduler>(params, ignored_state, true);
  const auto where = violated_access(transcript.text());
  finding.fail(Scenario::name() + ", " + std::string(label) + " search: " + rl::test_result_str(result) +
               (where.empty() ? "" : " at " + where));
  const auto text = transcript.text();
  std::fprintf(stderr, "%s\n%.*s\n", finding.detail.c_str(), static_cast<int>(text.size()), text.data());
}

}  // namespace detail

// Which of Relacy's searches: random executions, or all with few forced switches too.
enum class Search { random, both };

// Adds to `finding`, whose `operations` are executions. Does nothing after the first failure.
template <class Scenario>
void explore(Finding& finding, Search how, double scale, const Effort& effort = {}) {
  constexpr auto members = Scenario::params::thread_count;
  const auto scaled = [scale](std::uint64_t n) {
    return std::max<std::uint64_t>(1, static_cast<std::uint64_t>(static_cast<double>(n) * scale));
  };
  rl::test_params random;
  random.search_type = rl::random_scheduler_type;
  random.iteration_count = scaled(effort.random_executions);
  detail::search<Scenario, detail::Watched<rl::random_scheduler<members>>>(finding, random, "random");

  if (how == Search::both) {
    using Bounded = detail::Watched<rl::context_bound_scheduler<members>>;
    Bounded::limit = scaled(effort.bounded_executions);
    rl::test_params bounded;
    bounded.search_type = rl::fair_context_bound_scheduler_type;
    bounded.context_bound = effort.context_bound;
    detail::search<Scenario, Bounded>(finding, bounded, "context bound");
  }
}

}  // namespace syncbench
