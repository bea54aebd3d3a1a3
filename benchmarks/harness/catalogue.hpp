// What is compared, as data: every strategy of every kind, and those that this build lacks.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "impls/info.hpp"

namespace syncbench {

struct CatalogueEntry {
  std::string_view kind;  // lock, counter or queue
  Info info;              // of a strategy that was not built, only the name
  std::string semantic_class;
  std::size_t bytes = 0;  // of the object itself, without what it allocates
  bool needs_local = false;
  std::string_view lock;  // of an adapter: the lock that it is made of
  bool extra = false;     // of a header outside the tree
  bool batches = false;   // of a queue: it moves several tasks in one call
  bool built = true;
  std::string why_unavailable;  // empty: it can run here
};

// In the order of the lists: locks, counters, queues, each with what is missing of it at the end.
std::vector<CatalogueEntry> catalogue();

}  // namespace syncbench
