#!/bin/sh
# The build without sanitizers that some tests need, in .build/plain.
set -eu
cmake -G Ninja -S . -B .build/plain -DCMAKE_BUILD_TYPE=Release -DCERTCASE_WERROR=ON >/dev/null
cmake --build .build/plain --target certcase audit_limits audit_flip >.build/plain/build.log 2>&1 || { cat .build/plain/build.log; exit 1; }
