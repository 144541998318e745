#!/bin/sh
# Prints what reading the report of 1,000 bundles takes in headless Chromium: until it is painted, and for each act of its reader. Medians;
# never part of a pass or fail. PAGES names the program of tests/browser/pages.c.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$root"/tests/browser/package.json "$root"/tests/browser/package-lock.json "$root"/tests/browser/speed.js "$work"
(cd "$work" && npm ci --silent --no-audit --no-fund --ignore-scripts)
"${PAGES:-$root/.build/release/tests/browser/pages}" "$work"
node "$work/speed.js" "$work"
