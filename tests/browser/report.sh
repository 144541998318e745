#!/bin/sh
# The HTML report, and a ticket and a runbook as pages, under their judges: sh report.sh PAGES FOLDER. PAGES is the program of pages.c,
# CERTCASE the one that audits; pages and screenshots stay in FOLDER.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
pages=$1 out=$2/report
skip() {
    echo "SKIPPED: $1"
    exit 77
}
command -v chromium >/dev/null 2>&1 || skip "chromium is not installed"
command -v npm >/dev/null 2>&1 || skip "npm is not installed"
command -v java >/dev/null 2>&1 || skip "java is not installed"
mkdir -p "$out"
cp "$here/package.json" "$here/package-lock.json" "$here/judge.js" "$out/"
cd "$out"
if ! npm ci --silent --no-audit --no-fund --ignore-scripts >npm.log 2>&1; then
    cat npm.log
    skip "npm can't install the judges"
fi
"$pages" "$out"
"$CERTCASE" audit "$(dirname "$CERTCASE")/made/hostile" --format html --at 2026-11-20T08:00:00Z >real.html || [ $? = 1 ]
rm -rf bundles
(
    cd "$here/../support/samples"
    "$CERTCASE" build partner-client-3des.pfx --password-file password.txt --environments ../inventory.xml -e Production -e Datacentre --id client \
        --no-input --at 2026-11-20T08:00:00Z -o "$out/bundles" >"$out/build.log" 2>&1 || { cat "$out/build.log"; exit 1; }
)
rm -rf renewed
(
    cd "$here/../support/samples"
    "$CERTCASE" build old-root.cer --environments ../inventory.xml -e Test -e Production --id old --no-input --at 2026-03-02T08:00:00Z \
        -o "$out/renewed" -q
    echo no >"$out/renewed/broken.zip"
    cp own-domain.cer vendor-wildcard.cer "$out/renewed"
)
"$CERTCASE" renewals bundles renewed --format html --at 2026-11-20T08:00:00Z >renewals.html 2>renewals.log || [ $? = 3 ]
"$CERTCASE" show bundles/client-cloud.zip --format html >ticket.html
"$CERTCASE" show bundles/client-cloud.zip >ticket.txt
"$CERTCASE" show bundles/client-self-managed.zip RUNBOOK.html >runbook.html
status=0
# It knows nonces but doesn't compute hashes of inline styles and scripts: the browser judges those. Names may be in any form of Unicode.
java -Xss8m -jar node_modules/vnu-jar/build/dist/vnu.jar --Werror \
    --filterpattern '.*(violates Content Security Policy|Unicode Normalization Form).*' \
    report.html hostile.html many.html empty.html real.html renewals.html ticket.html runbook.html || { echo "FAIL not all pages are valid HTML"; status=1; }
echo '<!doctype html><title>x</title><table><p>' >broken.html
if java -jar node_modules/vnu-jar/build/dist/vnu.jar broken.html 2>/dev/null; then
    echo "FAIL the judge accepts a broken page"
    status=1
fi
node judge.js "$out" || status=1
exit $status
