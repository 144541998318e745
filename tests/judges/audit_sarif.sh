#!/bin/sh
# Audit reports in SARIF against Microsoft's own tool (npm: @microsoft/sarif-multitool), its rules for code scanning included. Its exit code
# does not tell: what it found is read from its output. CERTCASE names the program.
set -eu
TESTS=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
modules=$(sh "$TESTS/judges/npm/install.sh") || { rc=$?; echo "$modules"; exit $rc; }
tool=$modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
cd "$work"
. "$TESTS/judges/audit_bundles.sh"
audit --format sarif >audit.sarif
/usr/bin/python3 - <<'END'
import json
log = json.load(open("audit.sarif", encoding="utf-8"))
del log["runs"][0]["results"][0]["locations"]
del log["runs"][0]["results"][1]["message"]["text"]
json.dump(log, open("broken.sarif", "w", encoding="utf-8"))
END
for name in audit broken; do
    DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 "$tool" validate $name.sarif --rule-kind 'Sarif;Ghas' --output $name.judged --log ForceOverwrite >$name.log 2>&1 || true
    [ -s $name.judged ] || { cat $name.log; exit 1; }
done
/usr/bin/python3 - <<'END'
import json, sys
def judged(name):
    return [(r["ruleId"], r.get("level", "warning"), r["message"], r["locations"]) for run in json.load(open(name, encoding="utf-8-sig"))["runs"]
            for r in run.get("results", [])]
# A tool without a page of its own can't name one.
wrong = [r for r in judged("audit.judged") if r[0] != "SARIF2005" and r[1] in ("error", "warning")]
for r in wrong:
    print(r)
broken = [r for r in judged("broken.judged") if r[1] == "error"]
if not broken:
    print("FAIL the judge accepts a broken report")
print(len(json.load(open("audit.sarif", encoding="utf-8"))["runs"][0]["results"]), "results judged")
sys.exit(bool(wrong) or not broken)
END
