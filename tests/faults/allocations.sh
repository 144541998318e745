#!/bin/sh
# allocations.sh PROGRAM N: runs commands on small inputs with one allocation that fails, N of them for each, spread over all that there
# are. The run ends with 70 and says why, or gives the right answer; it never becomes a verdict.
set -eu
program=$1 most=$2
. "$(dirname "$0")/lib.sh"

# ARG...: one command
try() {
    rm -rf o
    COUNT_ALLOCATIONS=$folder/count "$program" "$@" >want 2>log && want=0 || want=$?
    total=$(cat count)
    n=1
    while [ "$n" -le "$most" ]; do
        place=$((1 + (total - 1) * n / (most + 1)))
        rm -rf o
        FAIL_ALLOCATION=$place "$program" "$@" >got 2>said && rc=0 || rc=$?
        if [ "$rc" -eq 70 ]; then
            grep -q 'out of memory' said || { echo "allocation $place of $total: 70 without a word: $*"; cat said; failed=1; }
        elif [ "$rc" -ne "$want" ] || ! cmp -s want got; then
            echo "allocation $place of $total: $rc instead of $want: $*"; cat got said | head -20; failed=1
        fi
        n=$((n + 1))
    done
}

try inspect partner-root.cer --at $at --format json
try inspect client.pfx --password-file password --at $at --format json
try build partner-root.cer --environments "$inventory" -e Test -o o --id X --holidays h.ics --at $at --no-input --format json
"$program" build partner-root.cer --environments "$inventory" -e Test -o kept --id X --at $at --no-input >log 2>&1
try audit kept --at $at --format json
try renewals kept --at $at --format json
try show kept/X.zip
exit $failed
