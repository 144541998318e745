#!/bin/sh
# Writes the bundles that the rules of policies and renewals are tried on: sh tests/rules/bundles.sh CERTCASE. Needed when the format of
# bundles changes.
set -eu
certcase=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
cd "$(dirname "$0")"
samples=../support/samples
"$certcase" build "$samples/partner-root.cer" --environments ../support/inventory.xml -e Test --no-input --at 2026-11-20T08:00:00Z -o . -f -q \
    --id policy-bundle --sign "$samples/signer.cer" --key "$samples/signer.key"
"$certcase" build partner-root.cer --environments inventory.xml -e Test --no-input --at 2026-11-20T08:00:00Z -o . -f -q --id renewed-bundle
