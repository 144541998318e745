#!/bin/sh
# What an audit costs grows linearly: counted on a build without sanitizers.
set -eu
command -v valgrind >/dev/null 2>&1 || { echo "SKIPPED: valgrind is not installed"; exit 77; }
exec /usr/bin/python3 tests/audit/linear.py .build/plain/certcase
