#include "benchmarks/suite.hpp"

int main(int argc, char** argv) {
  return syncbench::run_program(argc, argv,
                                {syncbench::register_counters, syncbench::register_queues, syncbench::register_locks,
                                 syncbench::register_waiting, syncbench::register_payload, syncbench::register_batch,
                                 syncbench::register_latency, syncbench::register_memory, syncbench::register_floors,
                                 syncbench::register_core_to_core, syncbench::register_kernel_floors,
                                 syncbench::register_instrument, syncbench::register_exhibits},
                                syncbench::recorded_checks());
}
