#include "impls/tests/allocation/count.hpp"

#include <cerrno>
#include <cstddef>
#include <new>

// glibc's own, which it keeps for those who replace the others.
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
void __libc_free(void* memory);
}

namespace {
// Of the program's own: a thread's first access to it allocates nothing.
thread_local constinit std::uint64_t count = 0;
}  // namespace

std::uint64_t syncbench::allocations() noexcept { return count; }

extern "C" {

void* malloc(std::size_t size) {
  ++count;
  return __libc_malloc(size);
}

void* calloc(std::size_t number, std::size_t size) {
  ++count;
  return __libc_calloc(number, size);
}

void* realloc(void* memory, std::size_t size) {
  ++count;
  return __libc_realloc(memory, size);
}

void* memalign(std::size_t alignment, std::size_t size) {
  ++count;
  return __libc_memalign(alignment, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) { return memalign(alignment, size); }

int posix_memalign(void** memory, std::size_t alignment, std::size_t size) {
  *memory = memalign(alignment, size);
  return *memory == nullptr ? ENOMEM : 0;
}

void free(void* memory) { __libc_free(memory); }

}  // extern "C"

namespace tbb::detail::r1 {
void* cache_aligned_allocate(std::size_t size) {
  void* const memory = memalign(2 * 64, size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void cache_aligned_deallocate(void* memory) { free(memory); }
}  // namespace tbb::detail::r1
