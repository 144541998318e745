#!/bin/sh
# calls.sh PROGRAM N: runs commands on small inputs with one call of the system that fails, N of each kind for each command, spread over all
# that there are ("all": each). The run gives the right answer, or says what failed and ends with its code; no bundle is ever half there or
# replaced by another, and the next run, with nothing that fails, comes to the right end.
set -eu
program=$1 most=$2
. "$(dirname "$0")/lib.sh"
runs=0

# bundles FOLDER: every bundle in it is one of the right ones
bundles() {
    for bundle in "$1"/*.zip; do
        [ ! -e "$bundle" ] || cmp -s "$bundle" "whole/${bundle##*/}" || return 1
    done
}

# place N: the command in "$@" with the call of that number failing; `again` is what makes good for it
place() {
    number=$1 code=$2
    shift 2
    rm -rf o
    FAIL_CALL=$number FAIL_ERRNO=$code "$program" "$@" >got 2>said && rc=0 || rc=$?
    runs=$((runs + 1))
    called="call $number of $total ($(sed -n "${number}p" names), error $code): $rc instead of $want: $*"
    ! grep -q 'LeakSanitizer has encountered a fatal error' said || return 0 # it needs /proc, which was to be opened for it
    [ "$rc" -lt 128 ] || { say "$called"; cat said; }
    bundles o || say "$called: a bundle is not whole"
    if [ "$rc" -eq "$want" ]; then
        cmp -s want got || grep -q ca-bundle-missing got || { say "$called, with another answer"; diff want got | head -5; }
    else
        case $rc in 2 | 3 | 70) ;; *) say "$called"; cat said ;; esac
        [ -s said ] || [ -s got ] || say "$called: without a word"
    fi
    # shellcheck disable=SC2086 # words
    if [ -n "$again" ]; then
        "$program" $again >log 2>&1 || say "$called: the next run fails: $(cat log)"
        bundles o || say "$called: a bundle of the next run is not whole"
        [ "$(ls o/*.zip)" = "$expected" ] || say "$called: the next run leaves $(ls -A o | tr '\n' ' ')"
    fi
}

# try AGAIN EXPECTED ARG...: one command; AGAIN: the words of the run that goes on from it
try() {
    again=$1 expected=$2
    shift 2
    rm -rf o
    NAME_CALLS=$folder/names "$program" "$@" >want 2>log && want=0 || want=$?
    total=$(wc -l <names)
    # shellcheck disable=SC2013 # numbers
    for number in $(awk -v most="$most" '{ n[$2]++; at[$2, n[$2]] = $1 }
        END { for (c in n) { k = most == "all" || most > n[c] ? n[c] : most
            for (i = 0; i < k; i++) print at[c, k == 1 ? 1 : 1 + int((n[c] - 1) * i / (k - 1))] } }' names | sort -n); do
        place "$number" $((number % 2 ? 5 : 28)) "$@" # EIO, ENOSPC
    done
}

build="build partner-root.cer --environments $inventory -e Test -o o --id X --at $at --no-input --holidays h.ics"
batch="batch r.csv --environments $inventory -o o --at $at --no-input -j 1"
# shellcheck disable=SC2086 # words
{
    "$program" $batch >log 2>&1
    mv o whole
    "$program" $build >log 2>&1
    mv o/X.zip whole
    try "$build --force" o/X.zip $build --format json
    try "$batch --resume" "$(printf 'o/one.zip\no/three.zip\no/two.zip')" $batch
}
# A summary counts no bundle that could not be made durable.
rm -rf o
# shellcheck disable=SC2086 # words
{
    NAME_CALLS=$folder/names "$program" $batch >log 2>&1
    rm -rf o
    FAIL_CALL=$(awk '$2 == "syncfs" { print $1; exit }' names) "$program" $batch --format json >got 2>said && rc=0 || rc=$?
}
if [ "$rc" -ne 3 ] || ! grep -q '"bundles": 0' got || ! grep -q '"accepted": 0' got || ! grep -q '"logged": false' got || [ -e o/one.zip ]; then
    say "a batch whose bundles can't be made durable: $rc, $(cat got said)"
fi
try '' '' inspect partner-root.cer --at $at --format json
try '' '' inspect client.pfx --password-file password --at $at --format json
try '' '' audit whole --at $at --format json -j 1
try '' '' renewals whole --at $at --format json -j 1
try '' '' show whole/X.zip
try '' '' convert client.pfx -o out.pem --password-file password --force
echo "$runs runs, each with a call that failed"
exit $failed
