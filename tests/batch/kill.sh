#!/bin/sh
# kill.sh ROUNDS [REQUESTS]: kill -9 at random moments leaves only whole bundles, and --resume ends with what an undisturbed run gives.
. "$(dirname "$0")/lib.sh"
rounds=${1:-5}
seed=${KILL_SEED:-$(date +%s)}
echo "seed $seed"

requests requests.csv ${2:+"$2" 2}
start=$(date +%s%N)
batch requests.csv whole -j 2
took=$((($(date +%s%N) - start) / 1000000))
[ "$(find whole -name '*.zip' | wc -l)" -gt 100 ] || fail 'too few bundles to kill anything'

# moment NUMBER: seconds, anywhere in a run of that length
moment() {
    awk -v seed="$seed" -v n="$1" -v ms="$took" 'BEGIN { srand(seed * 1000 + n); printf "%.3f", rand() * ms / 1000 }'
}

kill_at() {
    "$CERTCASE" batch requests.csv --environments "$inventory" -o out --at "$at" -j 2 "$@" >/dev/null 2>&1 &
    pid=$!
    sleep "$(moment "$kills")"
    kill -9 "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
    kills=$((kills + 1))
    for bundle in out/*.zip; do
        [ ! -e "$bundle" ] || cmp -s "$bundle" "whole/${bundle##*/}" || fail "$bundle is not whole (seed $seed, kill $kills)"
    done
}

kills=0
while [ "$kills" -lt "$rounds" ]; do
    rm -rf out
    kill_at
    if [ $((kills % 2)) = 1 ] && [ "$kills" -lt "$rounds" ]; then kill_at --resume; fi
    batch requests.csv out -j 2 --resume
    same whole out
    clean out
done
echo "$kills kills in runs of $took ms"
