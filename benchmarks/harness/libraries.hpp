// The libraries that strategies come from, and their versions.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "impls/info.hpp"

namespace syncbench {

struct Library {
  std::string name;
  std::string version;  // empty: it does not tell

  std::string text() const { return version.empty() ? name : name + " " + version; }
};

// Which a strategy of this source needs; none for our own.
std::vector<Library> libraries_of(Source source);

}  // namespace syncbench
