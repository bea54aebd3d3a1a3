// impls_model: our own strategies, and the seeded bugs, in the model checker.
#include "impls/tests/model/models.hpp"

int main(int argc, char** argv) {
  std::vector<syncbench::Check> checks;
  syncbench::add_lock_models(checks);
  syncbench::add_counter_models(checks);
  syncbench::add_queue_models(checks);
  syncbench::add_waiting_models(checks);
  return syncbench::run_checks(argc, argv, checks);
}
