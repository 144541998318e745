#!/bin/sh
# What an audit costs grows linearly: counted on a build without sanitizers.
set -eu
command -v valgrind >/dev/null 2>&1 || { echo "SKIPPED: valgrind is not installed"; exit 77; }
cmake -G Ninja -S . -B .build/plain -DCMAKE_BUILD_TYPE=Release -DCERTCASE_WERROR=ON >/dev/null
cmake --build .build/plain --target certcase >.build/plain/build.log 2>&1 || { cat .build/plain/build.log; exit 1; }
exec /usr/bin/python3 tests/audit/linear.py .build/plain/certcase
