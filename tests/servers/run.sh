#!/bin/sh
# Runs one file of server tests: run.sh NAME. Skips, saying why, when a program it needs (its line "# needs: ...") isn't there.
cd "$(dirname "$0")" || exit 3
PATH=$PATH:/usr/sbin:/sbin
export PATH
for program in bats $(sed -n 's/^# needs: //p' "$1.bats"); do
    command -v "$program" >/dev/null 2>&1 || { echo "SKIPPED: $program is not installed"; exit 77; }
done
unset https_proxy HTTPS_PROXY http_proxy HTTP_PROXY no_proxy NO_PROXY all_proxy ALL_PROXY
exec bats "$1.bats"
