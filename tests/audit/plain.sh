#!/bin/sh
# What needs a build without sanitizers: hostile archives within time and memory, and each byte of good bundles flipped in turn.
set -eu
cmake -G Ninja -S . -B .build/plain -DCMAKE_BUILD_TYPE=Release -DCERTCASE_WERROR=ON >/dev/null
cmake --build .build/plain --target audit_limits audit_flip made >.build/plain/build.log 2>&1 || { cat .build/plain/build.log; exit 1; }
.build/plain/tests/audit/audit_limits .build/plain/made/hostile/zip
.build/plain/tests/audit/audit_flip
