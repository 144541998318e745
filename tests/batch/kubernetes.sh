#!/bin/sh
# The manifest of the Indexed Job, run without a cluster: each index as its pod would, in a folder for /data; together they give one run.
. "$(dirname "$0")/lib.sh"
manifest=$tests_dir/../templates/jobs/kubernetes.yaml
python3 -c 'import yaml' 2>/dev/null || skip 'python3-yaml is not installed'

requests requests.csv 300
batch requests.csv whole
mkdir data bin
cp requests.csv data
cp "$inventory" data/inventory.xml
ln -s "$CERTCASE" bin/certcase
python3 - "$manifest" "$work" <<'PY'
import os, subprocess, sys, yaml
job = yaml.safe_load(open(sys.argv[1]))
spec = job["spec"]
assert job["apiVersion"] == "batch/v1" and job["kind"] == "Job" and spec["completionMode"] == "Indexed"
container, = spec["template"]["spec"]["containers"]
assert f"--shards={spec['completions']}" in container["args"], "the shards are not the completions"
mounts = {m["name"] for m in container["volumeMounts"]}
assert mounts == {v["name"] for v in spec["template"]["spec"]["volumes"]}
words = [w.replace("/data/", "data/") for w in container["command"] + container["args"]]
for index in range(spec["completions"]):
    environment = {**os.environ, "PATH": f"{sys.argv[2]}/bin:{os.environ['PATH']}", "JOB_COMPLETION_INDEX": str(index)}
    code = subprocess.run(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
    assert code in (0, 1), f"pod {index} ends with {code}" # 1: the row of a missing file makes 3, which is not 1
PY
same_bundles whole data/bundles
