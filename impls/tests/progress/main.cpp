// impls_progress: what becomes of the others when a thread stops, and who gets in first.
#include "impls/tests/progress/progress.hpp"

int main(int argc, char** argv) {
  std::vector<syncbench::Check> checks;
  syncbench::add_lock_progress(checks);
  syncbench::add_counter_progress(checks);
  syncbench::add_queue_progress(checks);
  return syncbench::run_checks(argc, argv, checks);
}
