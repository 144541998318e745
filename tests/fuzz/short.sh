#!/bin/sh
# Builds the libFuzzer harnesses and runs each for SECONDS_EACH (default 20) from its corpus; new inputs go to a folder that is thrown away.
# What generators write is the usual build's (.build/dev/made).
set -eu
made=.build/dev/made
[ -d $made ] || { cmake --preset dev >/dev/null && cmake --build --preset dev --target made >/dev/null; }
command -v clang >/dev/null 2>&1 || { echo "SKIPPED: clang is not installed"; exit 77; }
seconds=${SECONDS_EACH:-20}
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target fuzzers >.build/fuzz/build.log 2>&1 || { cat .build/fuzz/build.log; exit 1; }
rm -f .build/fuzz/build.log
found=$(mktemp -d)
trap 'rm -rf "$found"' EXIT
fuzz() {
    name=$1
    shift
    mkdir "$found/$name"
    .build/fuzz/tests/fuzz/fuzz_"$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 -print_final_stats=1 -seed=1 \
        -artifact_prefix="$found/" "$found/$name" "$@" 2>&1 | tail -n 12
}
for name in inspect mustache documents holidays requests bundle case server given; do
    corpus=tests/fuzz/corpus/$name
    if [ "$name" = inspect ]; then
        # shellcheck disable=SC2046 # names of fixtures are words
        set -- "$corpus" $(find $made -mindepth 2 -maxdepth 2 -type d | sort)
    elif [ "$name" = requests ]; then
        set -- "$corpus" tests/hostile/requests
    elif [ "$name" = bundle ]; then
        set -- "$corpus" $made/hostile/zip
    elif [ "$name" = mustache ]; then
        set -- "$corpus" templates
    else
        set -- "$corpus"
    fi
    fuzz "$name" "$@"
done
if ls "$found"/crash-* "$found"/timeout-* "$found"/oom-* "$found"/leak-* >/dev/null 2>&1; then
    for input in "$found"/crash-* "$found"/timeout-* "$found"/oom-* "$found"/leak-*; do
        [ -f "$input" ] && { echo "$input"; base64 <"$input"; }
    done
    exit 1
fi
