#include <string>
#include <string_view>

namespace syncbench::detail {

// An event of the trace is a line "[number] thread: what, in function, file(line)". After all of them Relacy tells
// them again, thread by thread.
std::string violated_access(std::string_view trace) {
  trace = trace.substr(0, trace.find("\nthread 0:"));
  std::string found;
  while (!trace.empty()) {
    const auto end = trace.find('\n');
    const auto line = trace.substr(0, end);
    trace.remove_prefix(end == std::string_view::npos ? trace.size() : end + 1);
    const auto file = line.rfind("impls/");
    const auto open = line.rfind('('), close = line.rfind(')');
    if (file == std::string_view::npos || open == std::string_view::npos || open < file || close < open) continue;
    const auto path = line.substr(file, open - file);
    if (path.starts_with("impls/tests/") || path.starts_with("impls/platform/")) continue;
    found = std::string(path) + ":" + std::string(line.substr(open + 1, close - open - 1));
  }
  return found;
}

}  // namespace syncbench::detail
