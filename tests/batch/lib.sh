# shellcheck shell=sh
# What the batch tests share: . lib.sh; CERTCASE is the program under test, tests_dir the folder of all tests.
set -eu
: "${CERTCASE:?name the program under test}"
tests_dir=$(cd "$(dirname "$0")/.." && pwd)
inventory=$tests_dir/support/inventory.xml
at=2026-11-20T08:00:00Z
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
unset SOURCE_DATE_EPOCH 2>/dev/null || true

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

skip() {
    echo "SKIPPED: $*"
    exit 77
}

# requests FILE [MOST [TIMES]]: rows for all certificates of the rule fixtures, each in three environments, all of it so many times; some are
# rejected, some can't be read.
requests() {
    {
        echo 'id,certificates,environments,reason'
        for _ in $(seq "${3:-1}"); do
            find "$(dirname "$CERTCASE")/made/rules" "$tests_dir/support/samples" -name '*.cer' | LC_ALL=C sort
        done | awk '
            BEGIN { split("Test Production Datacentre", where) }
            { for (i = 1; i <= 3; i++) printf "REQ-%04d,%s,%s,\"for a test, row %d\"\n", ++n, $0, where[i], n
              if (n % 50 == 0) printf "REQ-%04d,gone.cer,Test,\n", ++n }'
    } | head -n "$((${2:-100000} + 1))" >"$1"
}

# batch REQUESTS OUT ARG...: its exit code must be one of a run that came to its end.
batch() {
    file=$1 out=$2
    shift 2
    code=0
    "$CERTCASE" batch "$file" --environments "$inventory" -o "$out" --at "$at" "$@" >"$work/stdout" 2>"$work/stderr" || code=$?
    case $code in 0 | 1 | 3) ;; *) fail "exit code $code: $(tail -n 5 "$work/stderr")" ;; esac
}

# same A B: bundles and logs, byte for byte.
same() {
    diff -r -x '.certcase*' "$1" "$2" >"$work/diff" || fail "$1 and $2 differ: $(head -c 1000 "$work/diff")"
}

# same_bundles A B
same_bundles() {
    diff -r -x '.certcase*' -x '*.ndjson' "$1" "$2" >"$work/diff" || fail "$1 and $2 differ: $(head -c 1000 "$work/diff")"
}

clean() {
    if find "$1" -name '.certcase-tmp*' | grep -q .; then fail "temporary files are left in $1"; fi
}
