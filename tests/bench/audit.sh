#!/bin/sh
# Prints what `certcase audit` makes of N bundles against the yardsticks of ../shared/bench: the floor (the least honest work) and a Python
# script, as ratios of bundles a second with two workers each; and whether memory grows with the number of bundles. Never part of a pass or fail.
# PROGRAM names the release build (default: .build/release/certcase), N the number of bundles (default 10000), SHM a folder in memory.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
program=${PROGRAM:-$root/.build/release/certcase}
n=${N:-10000}
yardsticks=$root/../shared/bench
[ -d "$yardsticks" ] || { echo "SKIPPED: ../shared/bench is not there"; exit 77; }
work=$(mktemp -d "${SHM:-/dev/shm}/bench-XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
gcc -O2 -o gen "$yardsticks/gen.c" -lcrypto -lpthread
# shellcheck disable=SC2046 # words
gcc -O2 $(xml2-config --cflags) -o floor "$yardsticks/floor.c" -lcrypto -lxml2 -lzip -lcjson -lz -ldeflate -lpthread
./gen data "$n" 2 400 >gen.log
cp -r "$yardsticks/templates" .
exec /usr/bin/python3 - "$program" "$yardsticks" "$root/tests/support/inventory.xml" "$n" <<'PY'
import subprocess, sys, time
from pathlib import Path

program, yardsticks, inventory, n = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
AT = "2026-01-05T08:00:00Z"
quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}

def run(command, times=3):
    """The best of some runs, in seconds: other programs only ever add."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        subprocess.run(command, check=False, **quiet)
        seconds.append(time.perf_counter() - start)
    return min(seconds)

def memory(count):
    """Peak KiB of an audit of that many bundles."""
    paths = "\n".join(sorted(str(p) for p in Path("bundles").glob("*.zip"))[:count])
    command = f"import resource, subprocess; subprocess.run({[program, 'audit', '-', '-j', '2', '--at', AT, '--format', 'ndjson']!r}, "
    command += "stdout=subprocess.DEVNULL); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    return int(subprocess.run([sys.executable, "-c", command], input=paths, text=True, capture_output=True, check=True).stdout)

rows = [line.split("\t") for line in Path("data/requests.tsv").read_text(encoding="utf-8").splitlines()]
roots = [row for row in rows if row[7] == "root"]
environments = ["Development", "Test", "Production"]
with open("data/requests.csv", "w", encoding="utf-8") as file:
    file.write("id,certificates,environments,purpose\n")
    for environment in environments:
        for row in roots:
            file.write(f"{row[0].lower()}-{environment.lower()},{row[1]},{environment},trusted-root\n")
subprocess.run([program, "batch", "data/requests.csv", "--environments", inventory, "-o", "bundles", "--at", AT, "-q"], check=False, **quiet)
made = sorted(Path("bundles").glob("*.zip"))
for extra in made[n:]:
    extra.unlink()
made = made[:n]
subprocess.run(["./floor", "batch", "data", "stand-in", "-n", str(n), "-t", "2", "-l", "0"], check=True, **quiet)
peers = max(n // 10, 1)

audit = [program, "audit", "bundles", "--at", AT, "--format", "ndjson"]
rates = {
    "certcase audit": len(made) / run(audit),
    "certcase audit -j 1": len(made) / run([*audit, "-j", "1"]),
    "certcase audit -j 2": len(made) / run([*audit, "-j", "2"]),
    "floor, with schema, 2 threads": n / run(["./floor", "audit", "stand-in", "-x", "templates/case.xsd", "-t", "2", "-n", str(n)]),
    "Python, 2 processes": peers / run([f"{yardsticks}/peers/audit.py", "stand-in", str(peers), "2"]),
}
for name, rate in rates.items():
    print(f"{name:30} {rate:9.0f} bundles a second")
ours = max(rates["certcase audit"], rates["certcase audit -j 2"])
print(f"of the floor                   {ours / rates['floor, with schema, 2 threads']:9.2f}   (at least 0.3 wanted)")
print(f"times Python                   {ours / rates['Python, 2 processes']:9.2f}   (at least 3 wanted)")
few, many = memory(len(made) // 10), memory(len(made))
print(f"memory                         {few / 1024:9.1f} MiB for {len(made) // 10} bundles, {many / 1024:.1f} MiB for {len(made)}")
PY
