#include <execinfo.h>
#include <signal.h>
#include <unistd.h>

#include <cstring>
#include <string>
#include <string_view>

namespace syncbench::detail {
namespace {

constexpr unsigned patience_s = 25;
char searched[256];  // for the handler, which may not allocate

void end_with_stack(int) {
  const auto say = [](const char* text) {
    if (write(STDERR_FILENO, text, std::strlen(text)) < 0) _exit(1);
  };
  void* frames[64];
  backtrace_symbols_fd(frames, backtrace(frames, 64), STDERR_FILENO);
  say(searched);
  say(": hung: after 25 s no execution has ended\n");
  signal(SIGABRT, SIG_DFL);
  raise(SIGABRT);
}

}  // namespace

void put_alarm_off(const std::string& scenario) {
  searched[scenario.copy(searched, sizeof searched - 1)] = '\0';
  signal(SIGALRM, end_with_stack);
  alarm(patience_s);
}

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
