#!/bin/sh
# The systemd units and the cron line of templates/jobs: systemd-analyze takes them and finds little exposed, and what they run, runs.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
jobs=$here/../../templates/jobs
command -v systemd-analyze >/dev/null || { echo 'SKIPPED: systemd-analyze is not installed'; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
sed "s|^ExecStart=/usr/bin/certcase|ExecStart=$CERTCASE|" "$jobs/certcase-renewals.service" >certcase-renewals.service
cp "$jobs/certcase-renewals.timer" .
systemd-analyze verify --man=no ./certcase-renewals.service ./certcase-renewals.timer 2>&1 | tee verify.log
[ ! -s verify.log ] || exit 1
systemd-analyze security --offline=true --threshold=15 ./certcase-renewals.service >security.log || { grep -v '^✓' security.log; exit 1; }
tail -1 security.log
systemd-analyze calendar "$(sed -n 's/^OnCalendar=//p' certcase-renewals.timer)" >/dev/null

# What service and cron line run, with folders of ours.
mkdir bundles collector
cp "$here/../support/samples/old-root.cer" bundles
line=$(sed -n "s|^ExecStart=||p" certcase-renewals.service | sed 's|/srv/certcase/bundles|bundles|; s|/var/lib/prometheus/node-exporter|collector|')
sh -c "$line" || [ $? -eq 1 ]
grep -q '^certcase_renewals_due [01]$' collector/certcase.prom
line=$(sed -n 's/^0 6 \* \* 1 nobody certcase //p' "$jobs/certcase-renewals.cron" | sed 's|/srv/certcase/bundles|bundles|')
[ -n "$line" ]
sh -c "$CERTCASE $line --at 2026-12-10T08:00:00Z" >mail && exit 1 # due, so 1
grep -q 'Partner Root CA' mail
sh -c "$CERTCASE $line --at 2026-01-10T08:00:00Z" >mail
[ ! -s mail ]
