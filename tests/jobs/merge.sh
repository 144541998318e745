#!/bin/sh
# The recipes that take together what the parts of a batch made, for Slurm and for Kubernetes: joined, it is what one run gives.
. "$(dirname "$0")/../batch/lib.sh"
jobs=$tests_dir/../templates/jobs
requests requests.csv 40
batch requests.csv whole
mkdir -p data/bundles bin
for i in 1 2 3; do batch requests.csv data/bundles --shard "$i/3"; done
cp -r data/bundles out
mkdir reports
OUT=out REPORTS=reports AT=$at sh "$jobs/merge.sh" || fail 'merge.sh'

# The same by the manifest, in a folder for /data.
python3 -c 'import yaml' 2>/dev/null || skip 'python3-yaml is not installed'
ln -s "$CERTCASE" bin/certcase
python3 - "$jobs" <<'PY'
import os, subprocess, sys, yaml
merge, batch = (yaml.safe_load(open(f"{sys.argv[1]}/{name}"))["spec"]["template"]["spec"] for name in ("kubernetes-merge.yaml", "kubernetes.yaml"))
container, = merge["containers"]
assert merge["volumes"] == batch["volumes"] and container["image"] == batch["containers"][0]["image"]
assert any(word in container["command"][2] for word in batch["containers"][0]["args"] if word.startswith("--at=")), "another time than the batch's"
words = [word.replace("/data/", "data/") for word in container["command"]]
subprocess.run(words, check=True, env={**os.environ, "PATH": f"{os.getcwd()}/bin:{os.environ['PATH']}"})
PY
for report in audit.ndjson audit.html renewals.html batch-all.ndjson; do
    [ -s "reports/$report" ] || fail "no $report"
done
LC_ALL=C sort whole/batch.ndjson >a
for log in reports/batch-all.ndjson data/batch-all.ndjson; do
    LC_ALL=C sort "$log" | cmp - a || fail "$log is not the log of the whole"
done
"$CERTCASE" audit whole --at "$at" --format ndjson | sed 's|"whole/|"|' | LC_ALL=C sort >b || true
for folder in reports:out/ data:data/bundles/; do
    sed "s|\"${folder#*:}|\"|" "${folder%%:*}/audit.ndjson" | LC_ALL=C sort >c
    sed 's|out/||g; s|data/bundles/||g; s|whole/||g' b >b.names
    sed 's|out/||g; s|data/bundles/||g; s|whole/||g' c | cmp - b.names || fail "the audit of ${folder#*:} is not that of the whole"
done
