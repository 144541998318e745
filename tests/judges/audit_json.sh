#!/bin/sh
# Audit reports in JSON and NDJSON against schemas/audit.schema.json (python3-jsonschema), and against each other. CERTCASE names the program.
set -eu
TESTS=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
. "$TESTS/judges/audit_bundles.sh"
audit --format json >audit.json
audit --format ndjson >audit.ndjson
split -l 1 -a 4 --additional-suffix=.json audit.ndjson line-
/usr/bin/python3 "$TESTS/judges/schema.py" "$TESTS/../schemas/audit.schema.json" audit.json line-*.json
/usr/bin/python3 - <<'END'
import json
whole = json.load(open("audit.json", encoding="utf-8"))
lines = [json.loads(line) for line in open("audit.ndjson", encoding="utf-8")]
for line in lines:
    line.pop("schema")
assert [l for l in lines if "across" not in l] == whole["bundles"], "ndjson has other bundles than json"
assert [dict(list(l.items())[1:]) for l in lines if "across" in l] == whole["across"], "ndjson closes otherwise than json"
bundles, summary = whole["bundles"], whole["summary"]
assert summary["bundles"] == len(bundles) - summary["unreadable"] == summary["accepted"] + summary["rejected"] + summary["unverified"]
counted = [f["severity"] for part in ("bundles", "across") for b in whole[part] for f in b["findings"] if not f.get("accepted")]
assert [counted.count(s) for s in ("error", "warning", "note")] == [summary[k] for k in ("errors", "warnings", "notes")]
assert len(whole["across"]) == 1 and whole["across"][0]["bundle"] == "all/renewal.zip", "the renewal's predecessor is missing"
print(len(bundles), "bundles,", len(counted), "findings")
END
