// How much memory of this process is in use.
#pragma once

#include <cstdint>
#include <optional>

namespace syncbench {

// Bytes of the pages that hold what the process wrote (none of a file's), counted page by page; none where the kernel
// does not tell. Takes the kernel as long as the process has pages: tens of microseconds here.
std::optional<std::uint64_t> anonymous_bytes();

// While it lives, what is counted is comparable: no new huge pages, of which the first byte would count as two million.
// And malloc begins without free memory that can go back to the kernel.
class ComparableMemory {
 public:
  ComparableMemory();
  ~ComparableMemory();
  ComparableMemory(const ComparableMemory&) = delete;
  ComparableMemory& operator=(const ComparableMemory&) = delete;

 private:
  const int huge_pages_were_off_;
};

}  // namespace syncbench
