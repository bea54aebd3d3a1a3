// exhibit/add/<exhibit>/threads:T/work:0/place:cores: what strategies that are wrong on purpose do. Measured beside
// the others, ranked nowhere.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "benchmarks/suite.hpp"
#include "impls/counter.hpp"
#include "impls/exhibits/lost_update.hpp"

namespace syncbench {
namespace {

// All members add 1 to a counter that may lose additions. Nothing is verified, but that it lost no more than there
// were: how many it lost is the result.
template <Counter C>
class LossyAdditions {
 public:
  explicit LossyAdditions(unsigned members)
      : counter_(make_instance<C>({.threads = members})), handles_(members), added_(members) {}

  void enter(unsigned member) { handles_[member] = std::make_unique<Handle<C>>(*counter_, member); }

  Tally work(unsigned member, Pace& pace) {
    auto& handle = *handles_[member];
    const auto batch = pace.batch();
    std::uint64_t done = 0;
    do {
      for (std::uint32_t i = 0; i < batch; ++i) {
        handle.call([](auto& counter, auto&... local) { counter.add(1, local...); });
      }
      done += batch;
    } while (pace.go_on());
    added_[member] += done;
    return {.operations = done, .steps = done};
  }

  void settle(unsigned) {}

  std::string verdict() const {
    if (counter_->value() <= added()) return {};
    return "wrong result, even for an exhibit: the counter says " + std::to_string(counter_->value()) + " after " +
           std::to_string(added()) + " additions of 1";
  }

  void leave(unsigned member) { handles_[member].reset(); }

  unsigned first_counted() const { return 0; }

  // Of all additions, warm-up and window together; 0 to 1.
  double lost_share() const {
    return static_cast<double>(added() - counter_->value()) / static_cast<double>(added());
  }

 private:
  std::uint64_t added() const {
    std::uint64_t sum = 0;
    for (const auto added : added_) sum += added;
    return sum;
  }

  std::unique_ptr<C> counter_;
  std::vector<std::unique_ptr<Handle<C>>> handles_;
  std::vector<std::uint64_t> added_;  // by member, warm-up included
};

template <Counter C>
Row measure(Team& team) {
  std::optional<LossyAdditions<C>> additions;
  team.run(1, "make", [&](unsigned) { additions.emplace(team.size()); });
  auto row = row_of(run_trial(team, *additions), team);
  if (row.error.empty()) row.counters.emplace_back("lost_share", additions->lost_share());
  return row;
}

}  // namespace

void register_exhibits(const Axes& axes) {
  using Exhibit = LostUpdateCounter<>;
  for (const auto threads : axes.counter_threads) {
    const auto name = "exhibit/add/" + std::string(Exhibit::info.name) + "/threads:" + std::to_string(threads) +
                      "/work:0/place:cores";
    register_benchmark(axes, name, "exhibit", threads, Place::cores, measure<Exhibit>);
  }
}

}  // namespace syncbench
