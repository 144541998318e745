#!/bin/sh
# ThreadSanitizer over the unit tests of the flow and over whole batches, resumed and shared out.
. "$(dirname "$0")/lib.sh"
build=${TSAN_BUILD:-$tests_dir/../.build/tsan}
export TSAN_OPTIONS=halt_on_error=1:exitcode=66

if [ -z "${TSAN_BUILD:-}" ]; then
    (cd "$tests_dir/.." && cmake --preset tsan) >configure.log 2>&1 || skip "no build with ThreadSanitizer: $(tail -n 1 configure.log)"
fi
cmake --build "$build" --target certcase test_pool test_batch test_commit test_journal test_make_case >build.log 2>&1 ||
    fail "the build with ThreadSanitizer: $(tail -n 3 build.log)"
for test in pool batch commit journal make_case; do
    "$build/tests/unit/test_$test" >"$test.log" 2>&1 || fail "test_$test: $(grep -A 12 -m 1 'ThreadSanitizer' "$test.log" || tail -n 5 "$test.log")"
done

export CERTCASE="$build/certcase"
requests requests.csv
batch requests.csv eight -j 8
batch requests.csv one -j 1
same one eight
rm eight/REQ-000*.zip
batch requests.csv eight -j 8 --resume
same one eight
for i in 1 2 3; do batch requests.csv shards -j 4 --shard $i/3; done
same_bundles one shards
