// Source: Linux Documentation/filesystems/proc.rst ("smaps_rollup"); proc(5), which says of /proc/self/statm that it
// is inaccurate: most kernels add it up from counters per CPU, that may be off by hundreds of pages.
#include "benchmarks/harness/memory.hpp"

#include <fcntl.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>

namespace syncbench {

// Without allocating, and with one buffer on the stack: what is counted must not change by being counted.
std::optional<std::uint64_t> anonymous_bytes() {
  const int file = open("/proc/self/smaps_rollup", O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  char text[2048];
  const auto length = read(file, text, sizeof text - 1);
  close(file);
  if (length <= 0) return std::nullopt;
  text[length] = '\0';
  const char* line = std::strstr(text, "\nAnonymous:");
  unsigned long long kib = 0;
  if (line == nullptr || std::sscanf(line, " Anonymous: %llu kB", &kib) != 1) return std::nullopt;
  return kib * 1024;
}

ComparableMemory::ComparableMemory() : huge_pages_were_off_(prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0)) {
  prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
  malloc_trim(0);
}

ComparableMemory::~ComparableMemory() {
  if (huge_pages_were_off_ == 0) prctl(PR_SET_THP_DISABLE, 0, 0, 0, 0);
}

}  // namespace syncbench
