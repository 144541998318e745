#!/bin/sh
# The page in Chromium and Firefox: sh page.sh BUILD FOLDER (CERTCASE: the native program). BUILD is what sh cmd/web/build wrote; screenshots
# and what was saved stay in FOLDER.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$1 folder=$2/page
for program in chromium firefox-esr npm Xvfb; do
    command -v $program >/dev/null 2>&1 || { echo "SKIPPED: $program is not installed"; exit 77; }
done
/usr/bin/python3 -c 'import Xlib' 2>/dev/null || { echo "SKIPPED: python3-xlib is not installed"; exit 77; }
mkdir -p "$folder"
cp "$here/../browser/package.json" "$here/../browser/package-lock.json" "$here/page.js" "$folder/"
cd "$folder"
npm ci --silent --no-audit --no-fund --ignore-scripts >npm.log 2>&1 || { cat npm.log; echo "SKIPPED: npm can't install the judges"; exit 77; }
node page.js "$build/certcase.html" "$CERTCASE" "$here" "$folder"
