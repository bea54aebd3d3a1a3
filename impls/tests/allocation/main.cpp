// impls_failing_allocation: what becomes of each strategy when memory runs out.
#include "impls/tests/allocation/allocation.hpp"

int main(int argc, char** argv) {
  std::vector<syncbench::Check> checks;
  syncbench::add_counter_allocations(checks);
  syncbench::add_queue_allocations(checks);
  return syncbench::run_checks(argc, argv, checks);
}
