#!/bin/sh
# The list of renewals as a page, under an HTML checker, and in a browser with an accessibility checker: sh renewals_page.sh FOLDER.
# CERTCASE names the program; pages and screenshots stay in FOLDER. The judges are those of tests/browser.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$1/renewals
skip() {
    echo "SKIPPED: $1"
    exit 77
}
command -v chromium >/dev/null 2>&1 || skip "chromium is not installed"
command -v npm >/dev/null 2>&1 || skip "npm is not installed"
command -v java >/dev/null 2>&1 || skip "java is not installed"
rm -rf "$out/files"
mkdir -p "$out/files"
cp "$here/../browser/package.json" "$here/../browser/package-lock.json" "$here/renewals_page.js" "$out/"
cd "$out"
if ! npm ci --silent --no-audit --no-fund --ignore-scripts >npm.log 2>&1; then
    cat npm.log
    skip "npm can't install the judges"
fi
sh "$here/renewals_files.sh" "$out/files"
(cd files && "$CERTCASE" renewals all --at 2026-11-20T08:00:00Z --format html >../list.html 2>messages || [ $? = 3 ])
: | "$CERTCASE" renewals - --at 2026-11-20T08:00:00Z --format html >none.html
status=0
# It knows nonces but doesn't compute hashes of inline scripts: the browser judges those.
for page in list none; do
    java -Xss8m -jar node_modules/vnu-jar/build/dist/vnu.jar --Werror --filterpattern '.*violates Content Security Policy.*' \
        $page.html || { echo "FAIL $page.html is not valid HTML"; status=1; }
done
node renewals_page.js "$out" || status=1
exit $status
