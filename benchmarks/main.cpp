#include "benchmarks/suite.hpp"

int main(int argc, char** argv) {
  return syncbench::run_program(
      argc, argv,
      {syncbench::register_counters, syncbench::register_queues, syncbench::register_floors,
       syncbench::register_exhibits, syncbench::register_latency, syncbench::register_instrument},
      syncbench::recorded_checks());
}
