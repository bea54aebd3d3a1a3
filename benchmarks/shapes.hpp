// Which shapes of producers and consumers a number of threads is measured in.
#pragma once

#include <vector>

#include "benchmarks/queue_workload.hpp"

namespace syncbench {

// One thread alone; an even number shared evenly; an odd one as one producer, and as one consumer.
inline std::vector<Shape> shapes_of(unsigned threads) {
  if (threads == 1) return {{1, 0}};
  if (threads % 2 == 0) return {{threads / 2, threads / 2}};
  return {{1, threads - 1}, {threads - 1, 1}};
}

}  // namespace syncbench
