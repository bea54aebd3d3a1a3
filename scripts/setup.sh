#!/bin/sh
# Installs the Debian or Ubuntu packages that syncbench needs and this machine lacks, saying what and why.
#
#   scripts/setup.sh            install what is missing (as root, or by sudo where it asks for no password)
#   NO_INSTALL=1 scripts/setup.sh   only say what is missing
#   WITH_CLANG=1 scripts/setup.sh   also what one layer of `make verify` needs, which is left out otherwise
#
# Exit codes: 0 everything is there, 2 something is missing and could not be installed.
set -eu

# package | what it is for
packages='
g++                 | the compiler
cmake               | configures the build
pkg-config          | finds hwloc
libbenchmark-dev    | Google Benchmark: registry, command line and JSON of sync_bench
libbenchmark-tools  | compare.py of Google Benchmark, which must be able to read our results
libboost-dev        | Boost.Lockfree, measured
libtbb-dev          | Intel oneTBB, measured
libabsl-dev         | absl::Mutex, measured
libck-dev           | Concurrency Kit, measured
libconcurrentqueue-dev | moodycamel::ConcurrentQueue, measured
libreaderwriterqueue-dev | moodycamel::ReaderWriterQueue, measured
libxenium-dev       | queues of xenium, measured
libatomic-queue-dev | atomic_queue, measured
libcds-dev          | queues of libcds, measured
libhwloc-dev        | CPU topology, for pinning
nlohmann-json3-dev  | sync_bench writes its catalogue with it
libgtest-dev        | GoogleTest, for the C++ tests
librapidcheck-dev   | property tests of the contracts
relacy-dev          | Relacy, which model-checks our own strategies
binutils            | objdump, by which a test compares machine code
valgrind            | counts instructions, for make costs
python3             | runs the scripts
python3-matplotlib  | draws the charts
python3-numpy       | statistics of the results
python3-scipy       | tests and intervals of the gate
python3-rich        | tables in the terminal
python3-jinja2      | writes the page of a report
python3-pytest      | the Python tests
python3-pytest-xdist | runs them side by side
python3-hypothesis  | property tests of the statistics
python3-selenium    | tests the page of a report in a browser
chromium            | the browser for that
chromium-driver     | by which the tests steer it
'

case ${WITH_CLANG:-0} in 0) ;; *) packages="$packages
clang-19            | ThreadSanitizer of a second compiler
libclang-rt-19-dev  | its runtime
llvm-19             | its reports name files and lines
" ;; esac

if ! command -v dpkg-query >/dev/null 2>&1; then
  echo "setup: this is no Debian or Ubuntu, so nothing is installed; the build says what it misses." >&2
  exit 0
fi

names=$(printf '%s' "$packages" | awk -F'|' 'NF == 2 { gsub(/ /, "", $1); print $1 }')
# shellcheck disable=SC2086  # a list of words
installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $names 2>/dev/null | awk '$1 == "installed" { print $2 }')
missing=''
for name in $names; do
  printf '%s\n' "$installed" | grep -qxF -- "$name" || missing="$missing $name"
done
[ -n "$missing" ] || exit 0

echo "setup: these packages are missing:"
for name in $missing; do
  printf '%s' "$packages" | awk -F'|' -v name="$name" \
    '{ package = $1; gsub(/ /, "", package) } package == name { print "  " $0 }'
done

as_root=''
can_install=yes
if [ "$(id -u)" -ne 0 ]; then
  if sudo -n true 2>/dev/null; then as_root='sudo -n'; else can_install=no; fi
fi
case ${NO_INSTALL:-0} in 0) ;; *) can_install=no ;; esac
if [ "$can_install" = no ]; then
  [ "$(id -u)" -eq 0 ] || as_root=sudo
  echo "setup: packages are missing; install them with: ${as_root:+sudo }apt-get install -y --no-install-recommends$missing" >&2
  exit 2
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "setup: installing them with apt-get …"
# shellcheck disable=SC2086  # lists of words
if ! { $as_root apt-get update && $as_root env DEBIAN_FRONTEND=noninteractive \
         apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1; then
  tail -n 5 "$log" >&2
  echo "setup: apt-get failed (its last lines are above); mend that and run the same command again" >&2
  exit 2
fi
echo "setup: done"
