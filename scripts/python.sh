#!/bin/sh
# Runs a Python program with the first interpreter that has the libraries: the `python3` first on PATH may be one
# without them while the system's has them. PYTHON=... names another one.
#
#   scripts/python.sh scripts/bench.py --help
set -eu

modules='numpy scipy matplotlib rich jinja2'
[ "${1:-}" = -m ] && modules="$modules pytest hypothesis"
has_them='import importlib.util, sys
sys.exit(sys.version_info < (3, 10) or not all(map(importlib.util.find_spec, sys.argv[1:])))'

for python in ${PYTHON:-} python3 /usr/bin/python3; do
  # shellcheck disable=SC2086  # a list of words
  if "$python" -c "$has_them" $modules >/dev/null 2>&1; then exec "$python" "$@"; fi
done
echo "python: no python3 from 3.10 on here has all of: $modules; run: sh scripts/setup.sh" >&2
exit 2
