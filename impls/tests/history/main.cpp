// impls_history: every strategy, and the seeded bugs, recorded and judged.
#include <cstdio>
#include <string_view>

#include "impls/history/stamp.hpp"
#include "impls/tests/history/histories.hpp"

int main(int argc, char** argv) {
  const std::string_view first = argc > 1 ? argv[1] : "";
  const bool runs = first != "--list" && first != "--mutants";
  if (runs && !syncbench::stamps_agree_between_cpus()) {
    std::fprintf(stderr, "%s: the time stamps of this machine's CPUs disagree; histories would be lies\n", argv[0]);
    return 2;
  }
  std::vector<syncbench::Check> checks;
  syncbench::add_lock_histories(checks);
  syncbench::add_counter_histories(checks);
  syncbench::add_queue_histories(checks);
  syncbench::add_waiting_histories(checks);
  return syncbench::run_checks(argc, argv, checks);
}
