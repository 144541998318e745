#!/bin/sh
# The archives that are checked in are still those that make_zips.py writes.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT
/usr/bin/python3 "$here/make_zips.py" "$new" >/dev/null
diff -r "$new" "$here/zip" || { echo "if that is wanted: python3 tests/hostile/make_zips.py tests/hostile/zip" >&2; exit 1; }
