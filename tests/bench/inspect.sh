#!/bin/sh
# Prints what `certcase inspect one.cer` costs as a whole process against `openssl x509 -noout`: the ratio of medians over RUNS pairs, taken
# in turn. Never part of a pass or fail. PROGRAM names the release build (default: .build/release/certcase).
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
exec /usr/bin/python3 - "${PROGRAM:-$root/.build/release/certcase}" "$root/tests/support/samples/partner-root.cer" "${RUNS:-100}" <<'PY'
import os, resource, statistics, subprocess, sys, time

program, certificate, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
commands = {
    "certcase inspect": ([program, "inspect", certificate], dict(os.environ)),
    "openssl x509": (["openssl", "x509", "-in", certificate, "-noout"], {**os.environ, "SSL_CERT_FILE": "/dev/null"}),
}
times = {name: [] for name in commands}
for _ in range(runs):
    for name, (command, environment) in commands.items():
        start = time.perf_counter()
        subprocess.run(command, env=environment, check=False, **quiet)
        times[name].append(time.perf_counter() - start)
for name, values in times.items():
    print(f"{name:18} {statistics.median(values) * 1000:7.2f} ms")
ratios = [a / b for a, b in zip(*times.values())]
print(f"ratio              {statistics.median(ratios):7.2f}   (at most 2 wanted)")
PY
