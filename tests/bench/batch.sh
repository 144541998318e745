#!/bin/sh
# Batches against the floor and the peers, side by side in one run: sh tests/bench/batch.sh [REQUESTS, default 10000] [ROUNDS, default 3]
#
# Prints ratios of medians; absolute figures say little. The yardsticks (generator, floor, peers) come from BENCH, by default ../shared/bench;
# CERTCASE is a release build. All get the same requests: self-signed roots, each for a support case in OutSystems Cloud, so every row has a
# signature to verify. Never a test: it passes nothing and fails nothing.
set -eu
cd "$(dirname "$0")/../.."
root=$PWD
bench=${BENCH:-$root/../shared/bench}
certcase=${CERTCASE:-$root/.build/release/certcase}
n=${1:-10000} rounds=${2:-3}
[ -d "$bench" ] || { echo "SKIPPED: the yardsticks are not at $bench"; exit 0; }
[ -x "$certcase" ] || { echo "SKIPPED: no release build: cmake --preset release && cmake --build --preset release"; exit 0; }
if ! find /usr/include -maxdepth 2 -name libdeflate.h 2>/dev/null | grep -q .; then
    echo 'SKIPPED: the floor needs libdeflate-dev'
    exit 0
fi

base=/dev/shm
[ -w $base ] || base=${TMPDIR:-/tmp}
work=$(mktemp -d "$base/certcase-bench-XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
gcc -O2 -o gen "$bench/gen.c" -lcrypto -lpthread
# shellcheck disable=SC2046 # xml2-config gives several words
gcc -O2 $(xml2-config --cflags) -I"$bench" -o floor "$bench/floor.c" -lcrypto -lxml2 -lzip -lcjson -lz -ldeflate -lpthread
cp -r "$bench/peers" "$bench/templates" .
# Half of what is generated are roots, and some of those have expired by the time that is counted from.
./gen data $((n * 3)) 2 400 >/dev/null

# The three of the peers, and sixty more for the many rows of the memory's part.
awk 'BEGIN { n = split("TEST STAGE PROD", name); for (i = 1; i <= 60; i++) name[++n] = "E" i
    for (i = 1; i <= n; i++) printf "%s{\"Key\":\"00000000-0000-4000-8000-%012d\",\"Name\":\"%s\",\"HostName\":\"e%d.example.com\",\"IsCloudEnvironment\":true}%s\n",
        i == 1 ? "[" : "", i, name[i], i, i == n ? "]" : "," }' >inventory.json
awk -F '\t' 'BEGIN { print "id,certificates,environments,contact,reason" }
    $8 == "root" { printf "%s,data/%s,%s,%s,%s\n", $1, $2, $4, $5, $3 }' data/requests.tsv >all.csv
at=2026-01-01T08:00:00Z

certcase_run() { # REQUESTS OUT THREADS
    "$certcase" batch "$1" --environments inventory.json -o "$2" --at $at -j "$3" -q >/dev/null 2>log || true
}
certcase_run all.csv first 2
{
    head -n 1 all.csv
    sed -n 's/^{"id":"\([^"]*\)".*"verdict":"accepted".*/\1/p' first/batch.ndjson | awk -F , 'NR == FNR { ok[$1] = 1; next } $1 in ok' - all.csv
} | head -n $((n + 1)) >requests.csv
made=$(($(wc -l <requests.csv) - 1))
rm -rf first
mkdir same # the same rows for the floor and the peers
ln -s ../data/der same/der
awk -F '[,\t]' 'NR == FNR { ok[$1] = 1; next } $1 in ok' requests.csv data/requests.tsv >same/requests.tsv

# The stored floor's bundles have five entries, ours seven and half as much again: the same floor in a folder of its own, where its ticket has
# more lines, so that it reads, hashes and writes as many bytes.
bytes_of() { find "$1" -type f -name '*.zip' -printf '%s\n' | awk '{ n += $1 } END { print int(n / NR) }'; }
head -n 101 requests.csv >hundred.csv
certcase_run hundred.csv ours 1
./floor batch same theirs -n 100 -t 1 -l 0 >/dev/null
mkdir -p as-large/same
cp -r templates as-large/
chmod -R u+w as-large
ln -s ../../data/der as-large/same/der
cp same/requests.tsv as-large/same/
yes 'A line for whoever submits the case, as long as most of them are.' | head -c $(($(bytes_of ours) - $(bytes_of theirs))) \
    >>as-large/templates/ticket.md.in
rm -rf ours theirs

# timed NAME COMMAND...: appends its seconds to NAME.times
timed() {
    name=$1
    shift
    start=$(date +%s%N)
    "$@" >/dev/null 2>&1 || true
    echo $((($(date +%s%N) - start) / 1000)) >>"$name.times"
}
median() { sort -n "$1.times" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

python=/usr/bin/python3
$python -c 'import cryptography, lxml' 2>/dev/null || python=''
few=$((made < 200 ? made : 200))
round=0
while [ $round -lt "$rounds" ]; do
    round=$((round + 1))
    timed one certcase_run requests.csv "one$round" 1
    timed two certcase_run requests.csv "two$round" 2
    timed floor1 ./floor batch same "floor1-$round" -n "$made" -t 1 -l 0
    timed floor2 ./floor batch same "floor2-$round" -n "$made" -t 2 -l 0
    timed large2 ./floor batch as-large/same "large2-$round" -n "$made" -t 2 -l 0
    [ -z "$python" ] || timed python $python peers/batch.py same "python$round" "$made" 2
    if [ $round = 1 ] && command -v parallel >/dev/null; then
        timed shell env SSL_CERT_FILE=/dev/null sh -c "bash peers/batch-parallel.sh same shell$round $few 2"
    fi
done

# ratio LABEL SLOW ITEMS FAST ITEMS: how many times as fast per bundle
ratio() {
    [ -s "$2.times" ] || { echo "$1: SKIPPED"; return; }
    awk -v label="$1" -v slow="$(median "$2")" -v slow_n="$3" -v fast="$(median "$4")" -v fast_n="$5" \
        'BEGIN { printf "%-52s %8.2f\n", label, (slow / slow_n) / (fast / fast_n) }'
}
bundles=$(find one1 -name '*.zip' | wc -l)
floor_bundles=$(find floor2-1 -type f | wc -l)
echo "$bundles bundles, medians of $rounds rounds, $(nproc) cores"
ratio 'two threads over one (1.8 is wanted)' one "$bundles" two "$bundles"
ratio 'of the floor itself: what the machine gives' floor1 "$floor_bundles" floor2 "$floor_bundles"
ratio 'share of the stored floor, one thread' floor1 "$floor_bundles" one "$bundles"
ratio 'share of the stored floor, two threads (0.42)' floor2 "$floor_bundles" two "$bundles"
ratio 'the same where the floor writes bundles as large' large2 "$floor_bundles" two "$bundles"
ratio 'times the Python peer with two processes (4)' python "$made" two "$bundles"
ratio 'times the shell under GNU parallel (200)' shell "$few" two "$bundles"

# What must not grow: 10,000 rows against 100,000, by rows for the same certificates in other environments.
measure() { # ROWS -> peak KiB, minor page faults, seconds
    awk -F , -v want="$1" 'NR == 1 { print; next } { row[NR - 2] = $0; n++ }
        END { for (i = 0; i < want; i++) { split(row[i % n], f, ","); printf "R%07d,%s,E%d,%s,%s\n", i, f[2], int(i / n) % 60 + 1, f[4], f[5] } }' \
        requests.csv >many.csv
    /usr/bin/time -f '%M %R %e' "$certcase" batch many.csv --environments inventory.json -o "many$1" --at $at -j 2 -q 2>measured >/dev/null || true
    tail -n 1 measured
    rm -rf "many$1"
}
if [ "$n" -ge 2000 ] && [ -x /usr/bin/time ]; then
    echo "$(measure 10000) $(measure 100000)" | awk '{
        printf "%-52s %8.2f  (%d and %d KiB)\n", "peak memory of 100,000 rows over 10,000 (1.2 at most)", $4 / $1, $1, $4
        printf "%-52s %8.2f\n", "time of 100,000 rows over 10,000 (10.5 at most)", $6 / $3
        printf "%-52s %8.2f\n", "page faults a bundle after the first 10,000 (2)", ($5 - $2) / 90000 }'
fi
if command -v strace >/dev/null; then
    head -n 1001 requests.csv >thousand.csv
    strace -f -o calls "$certcase" batch thousand.csv --environments inventory.json -o traced --at $at -j 1 -q >/dev/null 2>&1 || true
    strace -f -o fewer "$certcase" batch hundred.csv --environments inventory.json -o traced-few --at $at -j 1 -q >/dev/null 2>&1 || true
    awk -v all="$(wc -l <calls)" -v few="$(wc -l <fewer)" 'BEGIN { printf "%-52s %8.2f\n", "system calls a bundle (12 at most)", (all - few) / 900 }'
fi
