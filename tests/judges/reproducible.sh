#!/bin/sh
# The same build in other time zones, locales and folders gives identical bytes. CERTCASE names the program.
set -eu
tests=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
have_turkish=$(locale -a 2>/dev/null | grep -ci '^tr_TR' || true)
if [ "$have_turkish" = 0 ]; then
    localedef -i tr_TR -f UTF-8 "$work/tr_TR.UTF-8" 2>/dev/null && export LOCPATH="$work" || echo "note: no Turkish locale on this machine"
fi
number=0
build() { # TZ LANG folder umask
    number=$((number + 1))
    mkdir -p "$work/$3"
    cd "$work/$3"
    cp "$tests"/support/samples/* "$tests"/support/inventory.xml .
    umask "$4"
    env -i PATH="$PATH" HOME="$work" TZ="$1" LANG="$2" LC_ALL="$2" LOCPATH="${LOCPATH:-}" "$CERTCASE" build partner-root.cer partner-issuing-ca.cer \
        --environments inventory.xml -e Test -e Datacentre --needed-by 2026-12-15 --reason 'İstanbul, ıI' --at 2026-11-20T08:00:00Z --no-input \
        -o out >/dev/null
    (cd out && sha256sum -- *.zip) >"$work/sums.$number"
}
build UTC C one 022
build Asia/Tokyo C.UTF-8 'another folder/deep' 077
build America/St_Johns tr_TR.UTF-8 three 002
sleep 1
build Europe/Berlin POSIX four 022
for sums in "$work"/sums.*; do
    diff "$work/sums.1" "$sums" || { echo "FAILED: the bytes depend on zone, locale, folder or clock"; exit 1; }
done
echo "identical: $(wc -l <"$work/sums.1") bundles in $number settings"
