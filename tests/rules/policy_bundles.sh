#!/bin/sh
# Writes the bundles that the policy rules are tried on: sh tests/rules/policy_bundles.sh CERTCASE. Needed when the format of bundles changes.
set -eu
certcase=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
cd "$(dirname "$0")"
samples=../support/samples
"$certcase" build "$samples/partner-root.cer" --environments ../support/inventory.xml -e Test --no-input --at 2026-11-20T08:00:00Z -o . -f -q \
    --id policy-bundle --sign "$samples/signer.cer" --key "$samples/signer.key"
