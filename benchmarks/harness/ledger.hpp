// The books of a queue: which task came from whom, and whether each arrived exactly once and in order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <string>
#include <vector>

#include "impls/cache_line.hpp"

namespace syncbench {

// 8 bytes, like the pointer that a work queue usually carries.
class Task {
 public:
  Task() = default;
  Task(unsigned producer, std::uint64_t number) : word_(std::uint64_t{producer} << number_bits | number) {}
  unsigned producer() const { return static_cast<unsigned>(word_ >> number_bits); }
  std::uint64_t number() const { return word_ & ((std::uint64_t{1} << number_bits) - 1); }

 private:
  static constexpr unsigned number_bits = 48;  // years of tasks; 65,536 producers
  std::uint64_t word_;
};

// Not linear, so that losing one task and getting another twice cannot cancel out in a sum.
inline std::uint64_t hash(std::uint64_t number) noexcept {
  auto mixed = (number ^ (number >> 29)) * 0x9e3779b97f4a7c15U;  // 2^64 / golden ratio
  return mixed ^ (mixed >> 32);
}

// Gives memory that shares no cache line with any other.
template <class T>
struct AlignedAllocator {
  using value_type = T;
  AlignedAllocator() = default;
  template <class U>
  AlignedAllocator(const AlignedAllocator<U>&) {}  // NOLINT: implicit, as allocators convert

  T* allocate(std::size_t n) { return static_cast<T*>(::operator new (padded(n), std::align_val_t{cache_line})); }
  void deallocate(T* memory, std::size_t) { ::operator delete (memory, std::align_val_t{cache_line}); }
  friend bool operator==(const AlignedAllocator&, const AlignedAllocator&) = default;

 private:
  static std::size_t padded(std::size_t n) { return (n * sizeof(T) + cache_line - 1) / cache_line * cache_line; }
};

// What one consumer got, by producer. On lines of its own: its consumer writes it with every task.
class alignas(cache_line) Ledger {
 public:
  explicit Ledger(unsigned producers) : entries_(producers) {}

  void record(Task task) noexcept {
    if (task.producer() >= entries_.size()) {
      ++foreign_;
      return;
    }
    auto& entry = entries_[task.producer()];
    const auto number = task.number();
    entry.disordered += number < entry.next;
    entry.next = number + 1;
    ++entry.count;
    entry.sum += hash(number);
  }

  std::uint64_t count(unsigned producer) const { return entries_[producer].count; }

 private:
  friend std::string audit(const std::vector<Ledger>&, const std::vector<std::uint64_t>&, bool);

  struct Entry {
    std::uint64_t next = 0;  // the least number that keeps the producer's order
    std::uint64_t count = 0;
    std::uint64_t sum = 0;         // of hashes, modulo 2^64
    std::uint64_t disordered = 0;  // tasks that came after a later one
  };
  std::vector<Entry, AlignedAllocator<Entry>> entries_;
  std::uint64_t foreign_ = 0;  // tasks that nobody pushed
};

// Empty if producer p's tasks 0 .. pushed[p]-1 all arrived once (and, if `in_order`, at each consumer in rising
// order); else one line that says what is wrong. `pushed` counts the calls that said true.
std::string audit(const std::vector<Ledger>& ledgers, const std::vector<std::uint64_t>& pushed, bool in_order);

}  // namespace syncbench
