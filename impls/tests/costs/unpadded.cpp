#include "impls/tests/costs/unpadded.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

#include "impls/cache_line.hpp"
#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/platform/counting.hpp"
#include "impls/platform/std.hpp"

namespace unpadded::syncbench {
using namespace ::syncbench;
}

// The header is read into another namespace, and finds everything that it includes already there. By a macro, since
// the strategy has no parameter for how far apart its words are.
namespace unpadded {
#define cache_line 8
#include "impls/queue/vyukov_ring.hpp"
#undef cache_line
}  // namespace unpadded

namespace syncbench {

Erased<AnyQueue> unpadded_vyukov_ring() {
  return erased<AnyQueue, unpadded::syncbench::VyukovRingQueue<std::uint64_t, CountingPlatform>>();
}

}  // namespace syncbench
