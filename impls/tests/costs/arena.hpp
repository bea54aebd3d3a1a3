// Memory whose layout is the same in each run: where a strategy's words lie in it depends on what was allocated
// before and on nothing else, neither on malloc nor on where the system puts a process.
//
// The program that links it has operator new and delete replaced: while somebody is Inside, they give out the arena's
// memory. Not for threads.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace syncbench {

// There can be one at a time.
class Arena {
 public:
  static constexpr std::size_t bytes = std::size_t{2} << 20;

  // While it lives, what is allocated is the arena's.
  class Inside {
   public:
    explicit Inside(Arena& arena);
    ~Inside();
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

   private:
    bool before_;
  };

  Arena();
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  const std::byte* memory() const noexcept { return memory_.get(); }

  // Counted from the beginning on.
  std::uint64_t allocations() const noexcept { return allocations_; }
  std::uint64_t allocated_bytes() const noexcept { return allocated_bytes_; }

  // For operator new and delete. What is freed is the next to be given out for its size. Ends the process if the
  // arena is full.
  void* allocate(std::size_t size, std::size_t alignment) noexcept;
  void free(void* memory) noexcept;
  bool has(const void* memory) const noexcept;

 private:
  // Blocks of one size and alignment; those that are free are linked through their first words.
  struct Shelf {
    std::size_t size = 0, alignment = 0;
    void* free = nullptr;
  };
  struct Freed {
    void operator()(std::byte* memory) const noexcept;
  };
  static constexpr std::size_t granule = 16;

  std::size_t offset(const void* memory) const noexcept;
  std::uint8_t shelf_for(std::size_t size, std::size_t alignment) noexcept;

  std::unique_ptr<std::byte, Freed> memory_;
  std::vector<std::uint8_t> shelf_of_;  // by the granule with which a block begins
  std::array<Shelf, 64> shelves_{};
  std::size_t used_ = 0;
  std::uint64_t allocations_ = 0, allocated_bytes_ = 0;
};

}  // namespace syncbench
