#!/bin/sh
# The same bundles and log for any number of threads and any shards, and for requests as CSV, JSON, lines of JSON, XML, or a pipe.
. "$(dirname "$0")/lib.sh"

requests requests.csv
batch requests.csv one -j 1
[ "$(find one -name '*.zip' | wc -l)" -gt 100 ] || fail 'too few bundles'
batch requests.csv eight -j 8
same one eight

for i in 1 2 3; do batch requests.csv shards --shard $i/3; done
same_bundles one shards
LC_ALL=C sort one/batch.ndjson >a
cat shards/batch-?-of-3.ndjson | LC_ALL=C sort >b
cmp a b || fail 'the logs of the shards are not the log of the whole'
total=0
for i in 1 2 3; do
    n=$(wc -l <"shards/batch-$i-of-3.ndjson")
    [ "$n" -gt 0 ] || fail "shard $i is empty"
    total=$((total + n))
done
[ "$total" = "$(wc -l <one/batch.ndjson)" ] || fail 'a row is in two shards'

mkdir other
for i in 2 1 3; do # on three machines, each with its own folder
    SLURM_ARRAY_TASK_ID=$i SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_COUNT=3 batch requests.csv "machine$i" --shard auto
    cp "machine$i"/*.zip other
done
same_bundles one other

python3 - requests.csv <<'PY'
import csv, json, sys
from xml.sax.saxutils import escape, quoteattr
rows = list(csv.DictReader(open(sys.argv[1], newline='')))
objects = [{'id': r['id'], 'certificates': [r['certificates']], 'environments': [r['environments']], 'reason': r['reason']} for r in rows]
json.dump(objects, open('requests.json', 'w'))
with open('lines.json', 'w') as out:
    out.writelines(json.dumps(o) + '\n' for o in objects)
PY
batch requests.json json -j 2
same_bundles one json
batch lines.json lines -j 2
same_bundles one lines
mkdir away
(cd away && "$CERTCASE" batch - --environments "$inventory" -o ../piped --at "$at" <../requests.csv >/dev/null 2>&1) || true
rm -f away/gone.cer
same_bundles one piped

batch requests.csv one --resume
same one eight
TZ=Asia/Tokyo LC_ALL=C.UTF-8 batch requests.csv tokyo
same one tokyo
