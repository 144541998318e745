#!/bin/sh
# Prints how long `certcase renewals` takes over N bundles and how its memory grows with them: text keeps a row for each certificate that is
# due and some 60 bytes for the others, a page all of them. One in fifty is due; each is for an environment of its own, so that each is a row.
# Never part of a pass or fail. PROGRAM names the release build (default: .build/release/certcase), N the number of bundles (default 100000), SHM a
# folder in memory.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
program=${PROGRAM:-$root/.build/release/certcase}
n=${N:-100000}
work=$(mktemp -d "${SHM:-/dev/shm}/bench-XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
/usr/bin/python3 - "$program" "$root/tests/support/samples" "$n" <<'PY'
import resource, subprocess, sys, time
from pathlib import Path

program, samples, n = sys.argv[1], sys.argv[2], int(sys.argv[3])
AT = "2026-11-20T08:00:00Z"

def build(folder, first, last):
    """Bundles first to last in the folder, by one batch."""
    with open("requests.csv", "w", encoding="utf-8") as file:
        file.write("id,certificates,environments\n")
        for i in range(first, last):
            certificate = "old-root.cer" if i % 50 == 0 else "partner-root.cer"
            file.write(f"R-{i},{samples}/{certificate},Environment {i}=e{i}.outsystemsenterprise.com\n")
    command = [program, "batch", "requests.csv", "-o", folder, "--at", AT, "-q", "--log", f"{folder}-{first}.ndjson"]
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

def look(folder, form):
    """Seconds and peak MiB of a list of that folder, in a process of its own."""
    words = [program, "renewals", folder, "--at", AT, "--format", form, "-j", "2"]
    code = f"import resource, subprocess; subprocess.run({words!r}, stdout=subprocess.DEVNULL)\n"
    code += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    start = time.perf_counter()
    kib = int(subprocess.run([sys.executable, "-c", code], text=True, capture_output=True, check=True).stdout)
    return time.perf_counter() - start, kib / 1024

done = 0
for part in (n // 10, n // 2, n):
    build("bundles", done, part)
    done = part
    for form in ("text", "html"):
        seconds, mib = look("bundles", form)
        print(f"{part:8} bundles, {form:10}: {seconds:6.1f} s, {part / seconds:8.0f}/s, {mib:6.0f} MiB, {mib * 1024 * 1024 / part:6.0f} bytes a bundle",
              flush=True)
PY
