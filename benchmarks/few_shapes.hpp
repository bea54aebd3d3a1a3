// The shapes of questions beside the main one: a pair, two pairs, and as many threads as there are CPUs.
#pragma once

#include <algorithm>
#include <vector>

#include "benchmarks/harness/registry.hpp"
#include "benchmarks/shapes.hpp"

namespace syncbench {

// Of those that the user asked for, if he did: the axes that fit the machine have no two pairs on every machine.
inline std::vector<Shape> few_shapes(const Axes& axes) {
  const bool chosen = axes.queue_threads != default_axes(axes.topology).queue_threads;
  std::vector<Shape> all;
  for (const auto threads : sorted_once({2, 4, axes.topology.usable()})) {
    const bool listed =
        std::find(axes.queue_threads.begin(), axes.queue_threads.end(), threads) != axes.queue_threads.end();
    if (threads == 1 || (chosen && !listed)) continue;
    for (const auto& shape : shapes_of(threads)) all.push_back(shape);
  }
  return all;
}

}  // namespace syncbench
