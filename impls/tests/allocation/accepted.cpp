#include "impls/tests/allocation/accepted.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace syncbench::detail {

std::string how_it_fails(const std::function<Finding()>& check) {
  int ends[2];
  if (pipe(ends) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  const auto child = fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child == 0) {
    // A crash here is nobody's news.
    if (const int nowhere = open("/dev/null", O_WRONLY); nowhere >= 0) dup2(nowhere, STDERR_FILENO);
    const rlimit no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    const auto finding = check();
    const auto written = write(ends[1], finding.detail.data(), finding.detail.size());
    _exit(finding.passed && written == 0 ? 0 : 1);
  }
  close(ends[1]);
  std::string told;
  char part[256];
  for (ssize_t size = 0; (size = read(ends[0], part, sizeof part)) > 0;)
    told.append(part, static_cast<std::size_t>(size));
  close(ends[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFSIGNALED(status)) return std::string("killed: ") + strsignal(WTERMSIG(status));
  if (WEXITSTATUS(status) == 0) return {};
  return told.empty() ? "exit code " + std::to_string(WEXITSTATUS(status)) : told;
}

}  // namespace syncbench::detail
