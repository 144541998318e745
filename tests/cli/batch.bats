load helper

requests() {
    {
        echo 'id,certificates,environments'
        for i in $(seq "${1:-6}"); do echo "R-$i,$ROOT,Test"; done
    } >requests.csv
}

batch() {
    certcase batch "${REQUESTS-requests.csv}" --environments "$INVENTORY" --at "$AT" --no-input "$@"
}

names() {
    (cd "$1" && echo *.zip)
}

@test "each format has an example, and it reads as requests" {
    for format in csv json xml; do
        "$CERTCASE" batch --example "$format" >"requests.$format"
        REQUESTS=requests.$format batch -o "out-$format"
        exits 3 # the files that it names aren't there
        [ "$(wc -l <"out-$format/batch.ndjson")" -ge 4 ]
    done
    certcase batch --example csv requests.csv
    exits 2
    complains "requests.csv: --example prints one and reads none" "leave the file out"
    certcase batch --example yaml
    exits 2
    complains "--example"
}

@test "requests come from standard input, too" {
    requests 2
    run --separate-stderr "$CERTCASE" batch - --environments "$INVENTORY" --at "$AT" --no-input -o out <requests.csv
    exits 0
    [ "$(names out)" = "R-1.zip R-2.zip" ]
}

@test "shards by the variables of Slurm, Kubernetes and Bazel share the work without a rest" {
    requests 6
    batch -o all
    exits 0
    while read -r engine variables; do
        # shellcheck disable=SC2086 # words
        run --separate-stderr env $variables "$CERTCASE" batch requests.csv --environments "$INVENTORY" --at "$AT" -o "$engine" --shard auto
        exits 0
    done <<-'END'
		slurm SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_COUNT=3
		slurm SLURM_ARRAY_TASK_ID=2 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_COUNT=3
		slurm SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_COUNT=3
		kubernetes JOB_COMPLETION_INDEX=0 CERTCASE_SHARDS=3
		kubernetes JOB_COMPLETION_INDEX=1 CERTCASE_SHARDS=3
		kubernetes JOB_COMPLETION_INDEX=2 CERTCASE_SHARDS=3
		bazel TEST_SHARD_INDEX=0 TEST_TOTAL_SHARDS=3
		bazel TEST_SHARD_INDEX=1 TEST_TOTAL_SHARDS=3
		bazel TEST_SHARD_INDEX=2 TEST_TOTAL_SHARDS=3
	END
    for engine in slurm kubernetes bazel; do
        [ "$(names "$engine")" = "$(names all)" ]
        for bundle in all/*.zip; do cmp "$bundle" "$engine/${bundle#all/}"; done
    done
    batch -o none --shard auto
    exits 2
    complains "--shard" ""
}

@test "a place that is taken loses one request, and the others are made" {
    requests 3
    mkdir -p out/R-2.zip/mine
    batch -o out --force
    exits 3
    complains "requests.csv:3: out/R-2.zip: can't write"
    [ -s out/R-1.zip ]
    [ -s out/R-3.zip ]
    [ -z "$(find out -name '.*.zip*' -o -name '*.tmp*')" ]
    rmdir out/R-2.zip/mine out/R-2.zip
    batch -o out --resume
    exits 0
    [ -s out/R-2.zip ]
}

@test "a run that was killed before its log says anything goes on from its own time" {
    requests 3
    batch -o out -q
    cp -r out whole
    : >out/batch.ndjson
    rm out/R-2.zip
    unset SOURCE_DATE_EPOCH
    certcase batch requests.csv --environments "$INVENTORY" --no-input -o out --resume
    case "$stderr" in *"exists already"*) false ;; esac
    for file in batch.ndjson R-1.zip R-2.zip R-3.zip; do cmp "out/$file" "whole/$file"; done
}

@test "a terminal sees how far it is, and is left clean" {
    requests 400
    run /usr/bin/python3 "$BATS_TEST_DIRNAME/type.py" -- "$CERTCASE" batch requests.csv --environments "$INVENTORY" --at "$AT" -o out
    says "exit 0"
    says "accepted"
    [ "$(names out | wc -w)" -eq 400 ]
}

@test "--force replaces a bundle, but no link, as in build" {
    printf 'id,certificates,environments\none,%s,Test\n' "$ROOT" >requests.csv
    mkdir out && echo mine >mine && ln -s ../mine out/one.zip
    certcase batch requests.csv --environments "$INVENTORY" -o out --at "$AT" --force
    exits 3
    complains "not a regular file (a link, pipe, socket or device), so it isn't replaced"
    [ -L out/one.zip ] && [ "$(cat mine)" = mine ]
    build -o out --id one --force
    exits 3
    complains "out/one.zip: not a regular file"
}

@test "a list without a request leaves no log in the way of the one that is repaired" {
    echo certificates,environments >none.csv
    certcase batch none.csv --environments "$INVENTORY" -o out
    exits 3
    printf 'certificates,environments\n%s,Test\n' "$SAMPLES/partner-root.cer" >one.csv
    certcase batch one.csv --environments "$INVENTORY" -o out
    exits 0
}

@test "an array of Slurm with gaps is told how to number its tasks" {
    SLURM_ARRAY_TASK_ID=5 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=1 certcase batch none.csv -o out --shard auto
    exits 2
    complains "task 5 is not one of 3 tasks from 1 on" "--array=1-3"
}

@test "a line break in a cell stands between files, as a semicolon does" {
    printf 'certificates,environments\n"%s\n%s",Test\n' "$ROOT" "$SAMPLES/old-root.cer" >requests.csv
    batch --dry-run
    exits 0
    batch -o out
    exits 0
    [ "$(unzip -l out/*.zip | grep -c 'certificates/.*[.]cer')" -eq 2 ]
}
