#include "impls/tests/costs/arena.hpp"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

#include "impls/cache_line.hpp"

namespace syncbench {
namespace {

constinit Arena* arena = nullptr;
constinit bool inside = false;

[[noreturn]] void give_up(const char* why) {
  std::fprintf(stderr, "the arena %s\n", why);
  std::abort();
}

}  // namespace

Arena::Inside::Inside(Arena& of) : before_(inside) {
  if (arena != &of) give_up("is not the one that there is");
  inside = true;
}

Arena::Inside::~Inside() { inside = before_; }

Arena::Arena() : memory_(static_cast<std::byte*>(std::aligned_alloc(4096, bytes))), shelf_of_(bytes / granule) {
  if (arena != nullptr) give_up("is not the only one");
  if (memory_ == nullptr) throw std::bad_alloc();
  std::memset(memory_.get(), 0, bytes);
  arena = this;
}

Arena::~Arena() { arena = nullptr; }

void Arena::Freed::operator()(std::byte* memory) const noexcept { std::free(memory); }

// Small blocks of one size share lines, and none lies on more lines than it needs: as malloc would have it at best.
void* Arena::allocate(std::size_t size, std::size_t alignment) noexcept {
  ++allocations_;
  allocated_bytes_ += size;
  const auto natural = std::clamp(std::bit_ceil(size), granule, cache_line);
  alignment = std::max(alignment, natural);
  size = (std::max<std::size_t>(size, 1) + natural - 1) / natural * natural;
  const auto number = shelf_for(size, alignment);
  auto& shelf = shelves_[number];
  if (shelf.free != nullptr) {
    void* const block = shelf.free;
    std::memcpy(&shelf.free, block, sizeof shelf.free);
    return block;
  }
  const auto begin = (used_ + alignment - 1) / alignment * alignment;
  if (begin > bytes || bytes - begin < size) give_up("is full");
  used_ = begin + size;
  shelf_of_[begin / granule] = number;
  return memory_.get() + begin;
}

void Arena::free(void* memory) noexcept {
  auto& shelf = shelves_[shelf_of_[offset(memory) / granule]];
  std::memcpy(memory, &shelf.free, sizeof shelf.free);
  shelf.free = memory;
}

bool Arena::has(const void* memory) const noexcept { return offset(memory) < bytes; }

std::size_t Arena::offset(const void* memory) const noexcept {
  return reinterpret_cast<std::uintptr_t>(memory) - reinterpret_cast<std::uintptr_t>(memory_.get());
}

std::uint8_t Arena::shelf_for(std::size_t size, std::size_t alignment) noexcept {
  for (std::size_t i = 0; i < shelves_.size(); ++i) {
    auto& shelf = shelves_[i];
    if (shelf.size == 0) shelf = {size, alignment, nullptr};
    if (shelf.size == size && shelf.alignment == alignment) return static_cast<std::uint8_t>(i);
  }
  give_up("has no shelf left for another size");
}

}  // namespace syncbench

namespace {

void* allocate(std::size_t size, std::size_t alignment) {
  if (syncbench::inside) return syncbench::arena->allocate(size, alignment);
  const bool usual = alignment <= __STDCPP_DEFAULT_NEW_ALIGNMENT__;
  const auto rounded = (std::max<std::size_t>(size, 1) + alignment - 1) / alignment * alignment;
  void* const memory = usual ? std::malloc(rounded) : std::aligned_alloc(alignment, rounded);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void release(void* memory) noexcept {
  if (memory == nullptr) return;
  if (syncbench::arena != nullptr && syncbench::arena->has(memory)) return syncbench::arena->free(memory);
  std::free(memory);
}

}  // namespace

// The others, of arrays and without exceptions, come to these.
void* operator new(std::size_t size) { return allocate(size, __STDCPP_DEFAULT_NEW_ALIGNMENT__); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { release(memory); }
void operator delete(void* memory, std::size_t) noexcept { release(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { release(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { release(memory); }
