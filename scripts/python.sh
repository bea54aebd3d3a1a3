#!/bin/sh
# Runs a Python program with the first interpreter that has the libraries: the `python3` first on PATH may be one
# without them while the system's has them. PYTHON=... names another one.
#
#   scripts/python.sh scripts/bench.py --help
set -eu

wants='import importlib.util, sys
sys.exit(not all(importlib.util.find_spec(m) for m in ("numpy", "matplotlib", "rich", "pytest", "hypothesis")))'

for python in ${PYTHON:-} python3 /usr/bin/python3; do
  if "$python" -c "$wants" >/dev/null 2>&1; then exec "$python" "$@"; fi
done
echo "python: no python3 here has numpy, matplotlib, rich, pytest and hypothesis; run: sh scripts/setup.sh" >&2
exit 2
