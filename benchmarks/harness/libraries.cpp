#include "benchmarks/harness/libraries.hpp"

#include <gnu/libc-version.h>
#include <oneapi/tbb/version.h>

#include <algorithm>
#include <boost/version.hpp>

// What the headers of those tell that may be absent.
#if __has_include(<absl/base/config.h>)
#include <absl/base/config.h>
#endif
#if __has_include(<cds/version.h>)
#include <cds/version.h>
#endif

#include "benchmarks/harness/build_info.hpp"

namespace syncbench {
namespace {

std::string boost_version() {
  std::string version = BOOST_LIB_VERSION;
  std::replace(version.begin(), version.end(), '_', '.');
  return version;
}

std::string absl_version() {
#if defined(ABSL_LTS_RELEASE_VERSION) && defined(ABSL_LTS_RELEASE_PATCH_LEVEL)
  return std::to_string(ABSL_LTS_RELEASE_VERSION) + "." + std::to_string(ABSL_LTS_RELEASE_PATCH_LEVEL);
#else
  return {};
#endif
}

std::string cds_version() {
#ifdef CDS_VERSION_STRING
  return CDS_VERSION_STRING;
#else
  return {};
#endif
}

Library glibc() { return {"glibc", gnu_get_libc_version()}; }

}  // namespace

std::vector<Library> libraries_of(Source source) {
  switch (source) {
    case Source::syncbench:
    case Source::other: return {};
    case Source::std: return {{"libstdc++", std::to_string(_GLIBCXX_RELEASE)}, glibc()};
    case Source::posix: return {glibc()};
    case Source::boost: return {{"Boost", boost_version()}};
    case Source::tbb: return {{"oneTBB", TBB_VERSION_STRING}};
    case Source::absl: return {{"Abseil", absl_version()}};
    case Source::ck: return {{"Concurrency Kit", build_info::ck_version}};
    case Source::moodycamel:
      return {{"concurrentqueue", build_info::concurrentqueue_version},
              {"readerwriterqueue", build_info::readerwriterqueue_version}};
    case Source::xenium: return {{"xenium", build_info::xenium_version}};
    case Source::atomic_queue: return {{"atomic_queue", build_info::atomic_queue_version}};
    case Source::cds: return {{"libcds", cds_version()}};
  }
  return {};
}

}  // namespace syncbench
