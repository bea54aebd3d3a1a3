#include "impls/tests/allocation/running_out.hpp"

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace syncbench {
namespace {

struct Countdown {
  bool runs = false;
  bool failed = false;
  std::uint64_t left = 0;
};

thread_local Countdown countdown;
std::atomic<std::int64_t> live{0};

bool fails_now() noexcept {
  if (!countdown.runs || countdown.failed) return false;
  if (countdown.left-- != 0) return false;
  countdown.failed = true;
  return true;
}

// Null if there is no memory. Made of malloc() and aligned_alloc(), which the sanitizers know.
void* allocate(std::size_t size, std::size_t alignment) noexcept {
  if (fails_now()) return nullptr;
  void* const memory = alignment <= alignof(std::max_align_t)
                           ? std::malloc(size == 0 ? 1 : size)
                           : std::aligned_alloc(alignment, (size + alignment) / alignment * alignment);
  // relaxed, as all of them: it is read when the threads that count have ended.
  if (memory != nullptr) live.fetch_add(1, std::memory_order_relaxed);
  return memory;
}

void* allocate_or_throw(std::size_t size, std::size_t alignment) {
  void* const memory = allocate(size, alignment);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void deallocate(void* memory) noexcept {
  if (memory != nullptr) live.fetch_sub(1, std::memory_order_relaxed);
  std::free(memory);
}

}  // namespace

MemoryRunsOut::MemoryRunsOut(std::uint64_t more) { countdown = {.runs = true, .left = more}; }
MemoryRunsOut::~MemoryRunsOut() { countdown.runs = false; }
bool MemoryRunsOut::happened() const noexcept { return countdown.failed; }
std::uint64_t MemoryRunsOut::left() const noexcept { return countdown.left; }

std::int64_t live_allocations() noexcept { return live.load(std::memory_order_relaxed); }

}  // namespace syncbench

using std::align_val_t;
using std::nothrow_t;
using std::size_t;
using syncbench::allocate;
using syncbench::allocate_or_throw;
using syncbench::deallocate;

constexpr size_t usual = alignof(std::max_align_t);

void* operator new(size_t size) { return allocate_or_throw(size, usual); }
void* operator new[](size_t size) { return allocate_or_throw(size, usual); }
void* operator new(size_t size, align_val_t to) { return allocate_or_throw(size, static_cast<size_t>(to)); }
void* operator new[](size_t size, align_val_t to) { return allocate_or_throw(size, static_cast<size_t>(to)); }
void* operator new(size_t size, const nothrow_t&) noexcept { return allocate(size, usual); }
void* operator new[](size_t size, const nothrow_t&) noexcept { return allocate(size, usual); }
void* operator new(size_t size, align_val_t to, const nothrow_t&) noexcept {
  return allocate(size, static_cast<size_t>(to));
}
void* operator new[](size_t size, align_val_t to, const nothrow_t&) noexcept {
  return allocate(size, static_cast<size_t>(to));
}

void operator delete(void* memory) noexcept { deallocate(memory); }
void operator delete[](void* memory) noexcept { deallocate(memory); }
void operator delete(void* memory, size_t) noexcept { deallocate(memory); }
void operator delete[](void* memory, size_t) noexcept { deallocate(memory); }
void operator delete(void* memory, align_val_t) noexcept { deallocate(memory); }
void operator delete[](void* memory, align_val_t) noexcept { deallocate(memory); }
void operator delete(void* memory, size_t, align_val_t) noexcept { deallocate(memory); }
void operator delete[](void* memory, size_t, align_val_t) noexcept { deallocate(memory); }
void operator delete(void* memory, const nothrow_t&) noexcept { deallocate(memory); }
void operator delete[](void* memory, const nothrow_t&) noexcept { deallocate(memory); }
void operator delete(void* memory, align_val_t, const nothrow_t&) noexcept { deallocate(memory); }
void operator delete[](void* memory, align_val_t, const nothrow_t&) noexcept { deallocate(memory); }

// oneTBB's containers do not use operator new, but these two functions of its library. As the program has its own,
// they are taken instead.
namespace tbb::detail::r1 {
void* cache_aligned_allocate(size_t size) { return allocate_or_throw(size, 2 * 64); }
void cache_aligned_deallocate(void* memory) { deallocate(memory); }
}  // namespace tbb::detail::r1
