#!/bin/sh
# GNU parallel as the engine: four shards, two at a time, give what one run gives.
. "$(dirname "$0")/lib.sh"
command -v parallel >/dev/null || skip 'GNU parallel is not installed'

requests requests.csv
batch requests.csv whole
code=0
parallel --will-cite -j 2 "$CERTCASE" batch requests.csv --environments "$inventory" -o out --at "$at" --shard '{}/4' ::: 1 2 3 4 \
    >/dev/null 2>&1 || code=$?
[ $code -le 4 ] || fail "parallel ends with $code" # the number of shards with findings
same_bundles whole out
LC_ALL=C sort whole/batch.ndjson >a
cat out/batch-?-of-4.ndjson | LC_ALL=C sort | cmp - a || fail 'the logs of the shards are not the log of the whole'
