#!/bin/sh
# Installs the packages of package-lock.json beside the program under test, once, and prints where. Exits with 77 when that can't be had.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
to=$(dirname "$CERTCASE")/judges-npm
if [ ! -f "$to/done" ] || ! cmp -s "$here/package-lock.json" "$to/package-lock.json"; then
    command -v npm >/dev/null 2>&1 || { echo "SKIPPED: npm is not installed"; exit 77; }
    rm -rf "$to"
    mkdir -p "$to"
    cp "$here/package.json" "$here/package-lock.json" "$to/"
    if ! (cd "$to" && npm ci --no-audit --no-fund --ignore-scripts >npm.log 2>&1); then
        echo "SKIPPED: npm can't install the judges"
        cat "$to/npm.log"
        exit 77
    fi
    chmod +x "$to"/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
    touch "$to/done"
fi
echo "$to/node_modules"
