#!/bin/sh
# Runs one file of server tests: run.sh NAME. Skips, saying why, when a program it needs (its line "# needs: ...") isn't there.
cd "$(dirname "$0")" || exit 3
PATH=$PATH:/usr/sbin:/sbin:$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1)
export PATH
for program in bats $(sed -n 's/^# needs: //p' "$1.bats"); do
    command -v "$program" >/dev/null 2>&1 || { echo "SKIPPED: $program is not installed"; exit 77; }
done
if grep -q '^# needs root' "$1.bats" && [ "$(id -u)" != 0 ]; then
    echo "SKIPPED: only root can start this server, as another user"
    exit 77
fi
unset https_proxy HTTPS_PROXY http_proxy HTTP_PROXY no_proxy NO_PROXY all_proxy ALL_PROXY
exec bats "$1.bats"
