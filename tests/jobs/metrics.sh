#!/bin/sh
# Every metric that the alert rules name is written by `certcase renewals --format prometheus`.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
"$CERTCASE" renewals "$here/../support/samples" --at 2026-11-20T08:00:00Z --format prometheus 2>/dev/null >metrics || [ $? -eq 3 ] # a PFX stays shut
names=$(grep -o 'certcase_[a-z_]*' "$here/../../templates/jobs/prometheus-alerts.yaml" | sort -u)
[ "$(echo "$names" | wc -l)" -ge 4 ]
for name in $names; do
    grep -q "^# TYPE $name gauge" metrics || { echo "no metric $name"; exit 1; }
done
