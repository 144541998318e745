#!/bin/sh
# Every JSON output against its schema (schemas/*.schema.json, python3-jsonschema). CERTCASE names the program.
set -eu
tests=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cp "$tests"/support/samples/* "$tests"/support/inventory.xml .
check() { /usr/bin/python3 "$tests/judges/schema.py" "$tests/../schemas/$1.schema.json" "$2"; }
find "$(dirname "$CERTCASE")/made" "$tests/hostile" "$tests/support/samples" -type f ! -name '*.json' ! -name '*.args' ! -name '*.py' ! -name '*.sh' | sort >files
# shellcheck disable=SC2046 # xargs would hide the exit code; no name has a space
"$CERTCASE" inspect --format json --no-input --at 2026-11-20T08:00:00Z --password-file password.txt $(cat files) >inspect.json || [ $? = 1 ]
check inspect inspect.json
"$CERTCASE" build partner-root.cer partner-server.cer --environments inventory.xml -e Test -e Datacentre -e Nowhere --format json --no-input -o out \
    --at 2026-11-20T08:00:00Z >rejected.json || [ $? = 1 ]
check build rejected.json
"$CERTCASE" build partner-root.cer --environments inventory.xml -e Test -e Datacentre --format json --no-input -o out --at 2026-11-20T08:00:00Z \
    --needed-by 2026-12-15 >accepted.json
check build accepted.json
"$CERTCASE" build partner-root.cer --environments inventory.xml -e Test -e Datacentre --format json --no-input --dry-run \
    --at 2026-11-20T08:00:00Z >dry.json
check build dry.json
printf 'id,certificates,environments\nA,partner-root.cer,Test\nB,partner-server.cer,Test\nC,gone.cer,Test\n' >requests.csv
"$CERTCASE" batch requests.csv --environments inventory.xml --format json --no-input -o many --at 2026-11-20T08:00:00Z >batch.json || [ $? = 3 ]
check batch batch.json
"$CERTCASE" explain --format json >explain.json
check explain explain.json
"$CERTCASE" catalog --format json --explain-deadline --at 2026-11-20T08:00:00Z >catalog.json
check catalog catalog.json
printf '[{"Name":"A","HostName":"a.outsystems.app"},{"Name":"B","ApplicationServerType":"JAVA","OSVersion":"11.9.1"}]' >odd.json
for inventory in inventory.xml odd.json; do
    "$CERTCASE" environments "$inventory" --format json >environments.json || [ $? = 1 ]
    check environments environments.json
done
"$CERTCASE" probe 127.0.0.1:1 --timeout 2 --format json >probe.json || [ $? = 4 ]
check probe probe.json
for bundle in out/*.zip; do
    unzip -p "$bundle" manifest.json >manifest.json
    check manifest manifest.json
done
echo "$(wc -l <files) files inspected, $(ls out | wc -l) bundles built"
