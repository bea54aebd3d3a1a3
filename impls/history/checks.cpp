#include "impls/history/checks.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

#include "impls/history/counter_history.hpp"
#include "impls/history/fifo.hpp"
#include "impls/history/intervals.hpp"
#include "impls/history/record.hpp"
#include "impls/history/record_counter.hpp"
#include "impls/history/record_queue.hpp"
#include "impls/info.hpp"

namespace syncbench {
namespace {

// The runs of one check: each with a plan of its own, until one has failed.
class Runs {
 public:
  Runs(std::string subject, double scale) : subject_(std::move(subject)), scale_(scale) {}

  // Calls run(plan, round) for each round, with a fresh seed each.
  template <class Run>
  void each_round(Tempo tempo, const std::string& shape, unsigned threads, const Run& run) {
    for (unsigned round = 0; round < rounds && finding.passed; ++round) {
      where_ = std::string(tempo == Tempo::plain ? "plain " : "jittered ") + shape;
      const auto calls = static_cast<unsigned>(std::max(50.0, total_calls * scale_ / threads));
      run(Plan{subject_ + " " + where_, calls, std::chrono::milliseconds(100), tempo, ++seed_}, round);
    }
  }

  void demand(const Promise& promise, const std::string& meaning) {
    if (!promise.kept()) finding.fail(where_ + ": " + meaning + ": " + promise.example);
  }

  Finding finding;

 private:
  static constexpr unsigned rounds = 2;
  static constexpr double total_calls = 40'000;  // of all threads together, in each round

  std::string subject_;
  double scale_;
  std::string where_;
  std::uint64_t seed_ = 0;
};

// Plain on the standard library's Platform, then jittered on that which disturbs, where the strategy has one.
template <class Any, class Visit>
void at_each_tempo(const Strategy<Any>& strategy, const Visit& visit) {
  visit(strategy.plain, Tempo::plain);
  visit(strategy.jittered, Tempo::jittered);
}

struct QueueObserved {
  Order order = Order::strict_fifo;
  std::size_t lateness = 0;
  bool strict_empty = true, strict_full = true;
};

// A queue without bounds has no reason to be full.
Promise judge_refusal_without_bounds(const QueueHistory& history) {
  Promise promise;
  for (const auto& operation : history) {
    if (operation.call == QueueCall::full) promise.breach([&] { return describe(operation, origin_of(history)); });
  }
  return promise;
}

}  // namespace

Finding check_queue(const Strategy<AnyQueue>& strategy, std::string subject, double scale) {
  const auto& traits = strategy.plain.info.queue;
  Runs runs(std::move(subject), scale);
  // What a queue that is no FIFO at all is observed to be: the orders of a stack and of priorities cannot be told from
  // such histories, and are contract's to see.
  const auto loosest = keeps_producer_order(traits.order) ? Order::unordered : traits.order;
  QueueObserved seen;

  // Alone, a thread is never told anything false: not being strict is about others that are halfway through a call.
  const auto judge_run = [&](const QueueRun& run, std::size_t capacity, bool alone) {
    const auto& history = run.history;
    const auto verdict = traits.bounded ? judge(history, capacity) : judge(history, std::nullopt);
    const auto full = traits.bounded ? verdict.full : judge_refusal_without_bounds(history);
    runs.finding.operations += history.size();
    runs.demand(verdict.fresh, "gave out what never went in");
    runs.demand(verdict.repeated, "gave out something twice");
    runs.demand(verdict.lost, "lost something");
    runs.demand(run.handed_over, "handed a task over before what was written for it");
    if (traits.exact_capacity) runs.demand(verdict.capacity, "holds more than its capacity");
    if (traits.order == Order::strict_fifo) runs.demand(verdict.order, "is not strict_fifo");
    if (keeps_producer_order(traits.order)) runs.demand(verdict.producer_order, "is not per_producer_fifo");
    if (traits.order == Order::k_fifo && verdict.lateness > traits.k) {
      Promise order;
      order.breach(
          [&] { return "a task was overtaken by " + std::to_string(verdict.lateness) + " that came later"; });
      runs.demand(order, "is not k_fifo with k = " + std::to_string(traits.k));
    }
    if (traits.strict_empty || alone) runs.demand(verdict.empty, "a false \"empty\"");
    if (traits.strict_full || alone) runs.demand(full, "a false \"full\"");

    if (!verdict.order.kept()) seen.order = std::max(seen.order, Order::per_producer_fifo);
    if (!verdict.producer_order.kept()) seen.order = loosest;
    seen.lateness = std::max(seen.lateness, verdict.lateness);
    seen.strict_empty = seen.strict_empty && verdict.empty.kept();
    seen.strict_full = seen.strict_full && full.kept();
  };

  at_each_tempo(strategy, [&](const Erased<AnyQueue>& erased, Tempo tempo) {
    for (const QueueShape shape : {QueueShape{1, 0}, {1, 1}, {2, 2}, {4, 4}}) {
      if (shape.producers > 1 && traits.producers == Side::one) continue;
      if (shape.consumers > 1 && traits.consumers == Side::one) continue;
      runs.each_round(tempo, shape.text(), shape.threads(), [&](const Plan& plan, unsigned round) {
        const std::size_t capacity = round == 0 ? 2 : 8;
        judge_run(record_queue(erased, plan, shape, capacity), capacity, shape.threads() == 1);
      });
    }
  });
  runs.finding.observed = {{"order", std::string(to_string(seen.order))},
                           {"k", std::uint64_t{seen.lateness}},
                           {"strict_empty", seen.strict_empty},
                           {"strict_full", seen.strict_full}};
  return runs.finding;
}

Finding check_counter(const Strategy<AnyCounter>& strategy, std::string subject, double scale) {
  const bool linearizable = strategy.plain.info.counter.consistency == Consistency::linearizable;
  Runs runs(std::move(subject), scale);
  bool answers_kept = linearizable;

  at_each_tempo(strategy, [&](const Erased<AnyCounter>& erased, Tempo tempo) {
    for (const unsigned threads : {1U, 2U, 4U, 8U}) {
      runs.each_round(tempo, std::to_string(threads) + " threads", threads, [&](const Plan& plan, unsigned) {
        CounterRun run;
        if (linearizable) {
          run = record_fetch_add(erased, plan, threads);
          const auto answers = judge_answers(run.history);
          answers_kept = answers_kept && answers.kept();
          runs.demand(answers, "is not linearizable");
        } else {
          run = record_add(erased, plan, threads);
          runs.demand(judge_bounds(run.history), "a read beyond its bounds");
        }
        runs.finding.operations += run.history.size();
        runs.demand(judge_total(run.history, run.total), "the total is wrong");
      });
    }
  });
  const auto observed = answers_kept ? Consistency::linearizable : Consistency::quiescent;
  runs.finding.observed = {{"consistency", std::string(to_string(observed))}};
  return runs.finding;
}

Finding check_holders(const Strategy<AnyLock>& strategy, std::string subject, double scale, std::size_t permits,
                      Entering entering) {
  const auto section = permits == 1 ? Section::guards_a_word : Section::guards_nothing;
  Runs runs(std::move(subject), scale);
  at_each_tempo(strategy, [&](const Erased<AnyLock>& erased, Tempo tempo) {
    for (const unsigned threads : {2U, 4U, 8U}) {
      runs.each_round(tempo, std::to_string(threads) + " threads", threads, [&](const Plan& plan, unsigned) {
        const auto run = record_lock(erased, plan, threads, entering, section);
        runs.finding.operations += run.history.size();
        runs.demand(judge_overlap(run.history, permits), "lets too many in");
        if (section == Section::guards_a_word && run.word != run.history.size()) {
          Promise word;
          word.breach([&] {
            return std::to_string(run.history.size()) + " additions under it made " + std::to_string(run.word);
          });
          runs.demand(word, "an addition was lost");
        }
      });
    }
  });
  return runs.finding;
}

Finding check_lock(const Strategy<AnyLock>& strategy, std::string subject, double scale) {
  const bool reentrant = strategy.plain.info.lock.reentrant;
  auto finding =
      check_holders(strategy, std::move(subject), scale, 1, reentrant ? Entering::sometimes_twice : Entering::once);
  finding.observed = {{"exclusive", finding.passed}};
  if (reentrant) finding.observed.emplace_back("reentrant", finding.passed);  // else it would have hung
  return finding;
}

}  // namespace syncbench
