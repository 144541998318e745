#!/bin/sh
# What goes wrong outside: a second run, a stop, a full disk, a folder that can't be written, a file that vanishes.
. "$(dirname "$0")/lib.sh"

# until_so WHAT COMMAND...: waits for it, ten seconds at most
until_so() {
    what=$1
    shift
    tries=0
    until "$@"; do
        tries=$((tries + 1))
        [ $tries -lt 200 ] || fail "$what"
        sleep 0.05
    done
}

requests requests.csv 120
batch requests.csv whole

# The first run waits for its requests, and holds the lock meanwhile.
mkfifo pipe
"$CERTCASE" batch - --environments "$inventory" -o out --at "$at" <pipe >/dev/null 2>first &
first=$!
exec 3>pipe
head -n 60 requests.csv >&3
until_so 'the first run does not start' [ -e out/.certcase.lock ]
code=0
"$CERTCASE" batch requests.csv --environments "$inventory" -o out --at "$at" >/dev/null 2>second || code=$?
[ $code = 3 ] || fail "a second run ends with $code"
grep -q 'another run is at work' second || fail "a second run says: $(cat second)"

# SIGINT: rows under way are finished, the log is written.
kill -INT $first
until_so 'the first run does not answer SIGINT' grep -q 'finishing what is under way' first
tail -n +61 requests.csv >&3 2>/dev/null || true
exec 3>&-
code=0
wait $first || code=$?
[ $code = 130 ] || fail "a stopped run ends with $code: $(cat first)"
grep -q -- --resume first || fail 'a stopped run does not say how to go on'
lines=$(wc -l <out/batch.ndjson)
[ "$lines" -lt 121 ] || fail 'nothing was stopped'
batch requests.csv out --resume
same_bundles whole out
[ "$(wc -l <out/batch.ndjson)" = "$(wc -l <whole/batch.ndjson)" ] || fail 'the log of a resumed run has another length'

# A second signal ends it at once.
"$CERTCASE" batch - --environments "$inventory" -o twice --at "$at" <pipe >/dev/null 2>again &
first=$!
exec 3>pipe
head -n 60 requests.csv >&3
until_so 'the run to be stopped twice does not start' [ -e twice/.certcase.lock ]
kill -TERM $first 2>/dev/null || true # it may have ended already
until_so 'the run to be stopped twice does not answer SIGTERM' grep -q 'finishing what is under way' again
kill -TERM $first 2>/dev/null || true # it may have ended already
code=0
wait $first || code=$?
exec 3>&-
[ $code = 130 ] || fail "a run stopped twice ends with $code"

# A certificate that vanishes is the error of its row.
cp "$tests_dir/support/samples/partner-root.cer" mine.cer
printf 'id,certificates,environments\nA,mine.cer,Test\nB,mine.cer,Production\n' >two.csv
batch two.csv vanished
[ "$code" = 0 ] || fail "exit code $code"
rm mine.cer
batch two.csv vanished --resume
[ "$code" = 3 ] || fail "exit code $code for vanished files"
[ "$(grep -c '"error":{"file":"mine.cer"' vanished/batch.ndjson)" = 2 ] || fail 'vanished files are not in the log'
cp "$tests_dir/support/samples/partner-root.cer" mine.cer
batch two.csv vanished --resume
[ "$code" = 0 ] || fail "exit code $code when they are back"

if [ "$(id -u)" = 0 ]; then
    # A disk that gets full: errors of rows, and the rest goes on when there is room again.
    mkdir small
    if mount -t tmpfs -o size=300k tmpfs small 2>/dev/null; then
        batch requests.csv small --log full.ndjson
        full=$(grep -c 'No space left' full.ndjson || true)
        rows=$(wc -l <full.ndjson)
        bundles=$(find small -name '*.zip' | wc -l)
        clean small
        cp -a small grown
        umount small
        [ "$code" = 3 ] && [ "$full" -gt 0 ] && [ "$bundles" -gt 0 ] || fail "a full disk: exit code $code, $full errors, $bundles bundles"
        [ "$rows" = "$(wc -l <whole/batch.ndjson)" ] || fail "a full disk: $rows rows in the log"
        batch requests.csv grown --log full.ndjson --resume
        same_bundles whole grown
        cmp full.ndjson whole/batch.ndjson || fail 'the log after a full disk differs'
    else
        echo 'a full disk: SKIPPED, a small file system cannot be mounted here'
    fi
    # A folder that can't be written is told at once.
    mkdir locked
    chmod 777 "$work" && chmod 755 locked
    code=0
    setpriv --reuid=65534 --regid=65534 --clear-groups "$CERTCASE" batch requests.csv --environments "$inventory" -o locked 2>denied ||
        code=$?
    if grep -q 'Permission denied' denied; then
        [ $code = 3 ] || fail "a read-only folder: exit code $code"
    else
        echo "a read-only folder: SKIPPED, another user can't run the program here"
    fi
else
    mkdir locked
    chmod 555 locked
    code=0
    "$CERTCASE" batch requests.csv --environments "$inventory" -o locked 2>denied || code=$?
    [ $code = 3 ] && grep -q 'Permission denied' denied || fail "a read-only folder: exit code $code"
fi
