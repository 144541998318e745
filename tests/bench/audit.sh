#!/bin/sh
# Prints what `certcase audit` makes of N bundles against the yardsticks of ../shared/bench: the floor (the least honest work) and a Python
# script, as ratios of bundles a second with two workers each, medians of some rounds side by side; and how memory grows with the number of
# bundles: of each its name in its folder and some hashes are kept to compare across them. Never part of a pass or fail.
# PROGRAM names the release build (default: .build/release/certcase), N the number of bundles (default 10000), ROUNDS how many (default 5),
# SHM a folder in memory.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
program=${PROGRAM:-$root/.build/release/certcase}
n=${N:-10000} rounds=${ROUNDS:-5}
yardsticks=$root/../shared/bench
[ -d "$yardsticks" ] || { echo "SKIPPED: ../shared/bench is not there"; exit 77; }
work=$(mktemp -d "${SHM:-/dev/shm}/bench-XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
gcc -O2 -o gen "$yardsticks/gen.c" -lcrypto -lpthread
# shellcheck disable=SC2046 # words
gcc -O2 $(xml2-config --cflags) -o floor "$yardsticks/floor.c" -lcrypto -lxml2 -lzip -lcjson -lz -ldeflate -lpthread
./gen data $((n * 2)) 2 400 >gen.log # half of them are roots
cp -r "$yardsticks/templates" .
exec /usr/bin/python3 - "$program" "$yardsticks" "$root/tests/support/inventory.xml" "$n" "$rounds" <<'PY'
import statistics, subprocess, sys, time
from pathlib import Path

program, yardsticks, inventory, n, rounds = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
AT = "2026-01-05T08:00:00Z"
quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}

def run(command):
    """In seconds."""
    start = time.perf_counter()
    subprocess.run(command, check=False, **quiet)
    return time.perf_counter() - start

def memory(folder):
    """Peak KiB of an audit of that folder, in a process of its own; the median of some."""
    command = f"import resource, subprocess; subprocess.run({[program, 'audit', folder, '-j', '2', '--at', AT, '--format', 'ndjson']!r}, "
    command += "stdout=subprocess.DEVNULL); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    once = lambda: int(subprocess.run([sys.executable, "-c", command], text=True, capture_output=True, check=True).stdout)
    return statistics.median(once() for _ in range(rounds))

rows = [line.split("\t") for line in Path("data/requests.tsv").read_text(encoding="utf-8").splitlines()]
roots = [row for row in rows if row[7] == "root"]
Path("same").mkdir() # the same rows for the yardsticks: they verify signatures of roots alone
Path("same/der").symlink_to("../data/der")
Path("same/requests.tsv").write_text("".join("\t".join(row) + "\n" for row in roots), encoding="utf-8")
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
subprocess.run(["./floor", "batch", "same", "stand-in", "-n", str(n), "-t", "2", "-l", "0"], check=True, **quiet)
peers = max(n // 10, 1)

audit = [program, "audit", "bundles", "--at", AT, "--format", "ndjson"]
commands = {
    "certcase audit -j 1": (len(made), [*audit, "-j", "1"]),
    "certcase audit -j 2": (len(made), [*audit, "-j", "2"]),
    "floor, with schema, 2 threads": (n, ["./floor", "audit", "stand-in", "-x", "templates/case.xsd", "-t", "2", "-n", str(n)]),
    "Python, 2 processes": (peers, [f"{yardsticks}/peers/audit.py", "stand-in", str(peers), "2"]),
}
seconds = {name: [] for name in commands}
for _ in range(rounds):
    for name, (_, command) in commands.items():
        seconds[name].append(run(command))
rates = {name: bundles / statistics.median(seconds[name]) for name, (bundles, _) in commands.items()}
for name, rate in rates.items():
    print(f"{name:30} {rate:9.0f} bundles a second")
ours = rates["certcase audit -j 2"]
print(f"of the floor                   {ours / rates['floor, with schema, 2 threads']:9.2f}   (at least 0.3 wanted)")
print(f"times Python                   {ours / rates['Python, 2 processes']:9.2f}   (at least 3 wanted)")
Path("few").mkdir()
for path in made[: len(made) // 10]:
    (Path("few") / path.name).hardlink_to(path)
few, many = memory("few"), memory("bundles")
print(f"memory                         {many / few:9.2f}   times that of a tenth of the bundles: {few / 1024:.1f} and {many / 1024:.1f} MiB, "
      f"{1024 * (many - few) / (len(made) - len(made) // 10):.0f} bytes a bundle")
PY
