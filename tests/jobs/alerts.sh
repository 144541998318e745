#!/bin/sh
# The alert rules of templates/jobs by promtool: that they are rules, and when each fires; and that the metrics they read are those written.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
promtool=${PROMTOOL:-promtool}
command -v "$promtool" >/dev/null || { echo 'SKIPPED: promtool is not at hand (PROMTOOL names it)'; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cp "$here/../../templates/jobs/prometheus-alerts.yaml" "$here/alerts.test.yaml" .
"$promtool" check rules prometheus-alerts.yaml
"$promtool" test rules alerts.test.yaml
sed '/CertificateExpired/,/expr/s/<= time()/<= 0/' prometheus-alerts.yaml >other.yaml # the judge sees a rule that never fires
sed 's/prometheus-alerts/other/' alerts.test.yaml >other.test.yaml
if "$promtool" test rules other.test.yaml >/dev/null 2>&1; then
    echo 'promtool takes any rules'
    exit 1
fi
"$CERTCASE" renewals "$here/../support/samples/old-root.cer" "$here/alerts.test.yaml" --at 2026-11-20T08:00:00Z --format prometheus >metrics 2>/dev/null ||
    [ $? -eq 3 ]
"$promtool" check metrics <metrics
