// Hazard pointers: nothing is freed under a reader, and nothing is kept for ever.
#include "impls/reclaim/hazard_pointers.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <memory>

#include "impls/platform/std.hpp"
#include "impls/watchdog/crowd.hpp"

namespace syncbench {
namespace {

struct Node {
  static inline std::atomic<int> alive{0};
  explicit Node(int v) : value(v) { ++alive; }
  ~Node() {
    value = -1;
    --alive;
  }
  int value;
};

using Domain = HazardPointers<StdPlatform, Node, 1>;

TEST(HazardPointers, keep_a_protected_node_while_others_are_freed) {
  {
    Domain domain(2);
    Domain::Local reader(domain, 0), remover(domain, 1);
    std::atomic<Node*> shared{new Node(7)};
    auto* seen = reader.protect(0, shared);
    remover.retire(shared.exchange(nullptr));
    for (int i = 0; i < 1000; ++i) remover.retire(new Node(i));
    EXPECT_EQ(seen->value, 7);
    EXPECT_LT(Node::alive, 100) << "retired nodes pile up";
    reader.clear();
    for (int i = 0; i < 1000; ++i) remover.retire(new Node(i));
    EXPECT_LT(Node::alive, 100);
  }
  EXPECT_EQ(Node::alive, 0) << "the domain's end frees the rest";
}

// AddressSanitizer and ThreadSanitizer make this one sharp; without them a freed node reads -1 or garbage.
TEST(HazardPointers, protect_readers_from_a_writer_that_replaces_the_node) {
  constexpr unsigned readers = 3;
  constexpr int turns = 20'000;
  {
    Domain domain(readers + 1);
    std::atomic<Node*> shared{new Node(0)};
    std::atomic<bool> done{false};
    run_together("hazard_pointers", readers + 1, [&](unsigned thread, Doing& self) {
      Domain::Local local(domain, thread);
      if (thread == readers) {
        for (int i = 1; i <= turns; ++i) {
          self.now("retire", static_cast<std::uint64_t>(i));
          local.retire(shared.exchange(new Node(i)));
        }
        done = true;
        return;
      }
      for (int last = 0; !done;) {
        self.now("protect", static_cast<std::uint64_t>(last));
        const auto value = local.protect(0, shared)->value;
        EXPECT_GE(value, last);
        last = value;
        local.clear();
      }
    });
    delete shared.load();
  }
  EXPECT_EQ(Node::alive, 0);
}

}  // namespace
}  // namespace syncbench
