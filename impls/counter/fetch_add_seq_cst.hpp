// Counter by one hardware read-modify-write that is sequentially consistent: what `++` on a std::atomic does.
//
// Algorithm:   atomic fetch-and-add with std::memory_order_seq_cst, the default that most code is written with.
// Consistency: linearizable (a single atomic word); the additions also take part in the one total order of all
//              sequentially consistent operations, of which a counter makes no use.
// Progress:    declared wait-free: so it is where the CPU adds in one instruction (x86, ARMv8.1 and later); elsewhere
//              the compiler makes it a retry loop, which is lock-free only.
// Cost:        uncontended add = 1 atomic read-modify-write; no allocation. On x86 the same instruction as fetch_add
//              (`lock xadd` is a full barrier in any case), but the compiler may not move other accesses across it.
//              ARMv8.1 has another one for it (LDADDAL instead of LDADD), which earlier and later accesses may not
//              pass; POWER needs barriers around its loop.
// Source:      C++20 [atomics.types.int], [atomics.order].
#pragma once

#include <atomic>
#include <cstdint>

#include "impls/cache_line.hpp"
#include "impls/info.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {

template <class Platform = StdPlatform>
class FetchAddSeqCstCounter {
 public:
  static constexpr Info info{.name = "fetch_add_seq_cst",
                             .family = Family::atomic,
                             .source = Source::syncbench,
                             .progress = Progress::wait_free,
                             .counter = {Consistency::linearizable}};

  // seq_cst: not needed, relaxed would do as in fetch_add; what the default costs is the question here.
  std::uint64_t fetch_add(std::uint64_t n) noexcept { return value_.fetch_add(n, std::memory_order_seq_cst); }

  void add(std::uint64_t n) noexcept { fetch_add(n); }

  // seq_cst: as above, the default.
  std::uint64_t value() const noexcept { return value_.load(std::memory_order_seq_cst); }

 private:
  alignas(cache_line) typename Platform::template atomic<std::uint64_t> value_{0};
};

static_assert(sizeof(FetchAddSeqCstCounter<>) == cache_line, "alone on its line");

}  // namespace syncbench
