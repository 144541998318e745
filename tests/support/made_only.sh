#!/bin/sh
# What a generator writes is not checked in as well: made_only.sh MADE.
set -eu
tests=$(cd "$(dirname "$0")/.." && pwd)
twice=$(while IFS= read -r file; do [ ! -e "$tests/$file" ] || echo "tests/${file#./}"; done <"$1.list")
[ -z "$twice" ] && exit 0
echo "these are made into the build folder by tests/support/make.sh; remove them:" >&2
echo "$twice" >&2
exit 1
