#!/bin/sh
# What tests read and generators write, in the build folder (made/):
#   make.sh files MADE FIXTURES HOSTILE   MADE/rules by the program FIXTURES, MADE/hostile by HOSTILE and the writers in tests/hostile; anew
#   make.sh bundles MADE CERTCASE         the bundles that the rules of policies and renewals are tried on
#   make.sh copy MADE                     beside them what is written by hand in tests/rules
set -eu
tests=$(cd "$(dirname "$0")/.." && pwd)
made=$2
samples=$tests/support/samples

bundle() { # CERTCASE ARG...: what is not of the tests doesn't count
    env -i PATH="$PATH" HOME=/nonexistent TZ=UTC0 "$@" -e Test --no-input --at 2026-11-20T08:00:00Z -o "$made/rules" -f >/dev/null
}

case $1 in
files)
    rm -rf "$made"
    mkdir -p "$made"
    "$3" "$made/rules"
    "$4" "$made/hostile/der"
    sh "$tests/hostile/make_containers.sh" "$made/hostile"
    /usr/bin/python3 "$tests/hostile/make_zips.py" "$made/hostile/zip" >/dev/null
    (cd "$made" && find . -type f | sort) >"$made.list"
    ;;
bundles)
    bundle "$3" build "$samples/partner-root.cer" --environments "$tests/support/inventory.xml" --id policy-bundle \
        --sign "$samples/signer.cer" --key "$samples/signer.key"
    bundle "$3" build "$made/rules/partner-root.cer" --environments "$made/rules/inventory.xml" --id renewed-bundle
    /usr/bin/python3 -c 'import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as old, zipfile.ZipFile(sys.argv[2], "w") as new:
    for entry in old.infolist():
        new.writestr(zipfile.ZipInfo(entry.filename), old.read(entry).replace(b"ana@example.com", b"eve@example.com"))
' "$made/rules/renewed-bundle.zip" "$made/rules/changed-bundle.zip"
    bundle "$3" build "$made/rules/key-short/bad.cer" --environments "$tests/support/inventory.xml" --id accepted-bundle --accept key-short
    ;;
copy)
    for folder in "$tests"/rules/*/; do cp -r "$folder" "$made/rules/"; done
    ;;
esac
