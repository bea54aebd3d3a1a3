// The recorded checks of all strategies, in a file of their own: they take long to compile.
#include "benchmarks/recorded_check.hpp"
#include "benchmarks/suite.hpp"
#include "impls/counter.hpp"
#include "impls/lock.hpp"
#include "impls/queue.hpp"

namespace syncbench {

std::vector<RecordedCheck> recorded_checks() {
  std::vector<RecordedCheck> checks;
  for_each_type(Locks{}, [&]<class L>(std::type_identity<L>) {
    checks.push_back(recorded_lock<L>(std::string(L::info.name)));
  });
  for_each_type(Counters{}, [&]<class C>(std::type_identity<C>) {
    checks.push_back(recorded_counter<C>(std::string(C::info.name)));
  });
  for_each_type(Queues<Task>{}, [&]<class Q>(std::type_identity<Q>) {
    checks.push_back(recorded_queue<Q>(std::string(Q::info.name)));
  });
  return checks;
}

}  // namespace syncbench
