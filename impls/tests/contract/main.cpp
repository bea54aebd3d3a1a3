// impls_contract: what each strategy promises a thread that has it for itself.
#include "impls/tests/contract/contracts.hpp"

int main(int argc, char** argv) {
  std::vector<syncbench::Check> checks;
  syncbench::add_lock_contracts(checks);
  syncbench::add_counter_contracts(checks);
  syncbench::add_queue_contracts(checks);
  return syncbench::run_checks(argc, argv, checks);
}
