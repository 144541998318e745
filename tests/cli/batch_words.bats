#!/usr/bin/env bats
# certcase batch as people type it: words that are wrong, the summary, the exit codes, the example files.
load helper

requests() {
    printf 'id,certificates,environments\n' >requests.csv
    printf '%s\n' "$@" >>requests.csv
}

batch() {
    certcase batch requests.csv --environments "$INVENTORY" -o out --at "$AT" "$@"
}

@test "a shard that can't be is a usage error, and nothing is written" {
    requests "A,$ROOT,Test"
    for shard in 0/3 4/3 1/0 abc 1/ ''; do
        batch --shard="$shard"
        exits 2
        [ ! -e out ]
    done
    batch --shard auto
    exits 2
    complains 'SLURM_ARRAY_TASK_ID' '--shard I/N'
    batch --shards 3
    exits 2
}

@test "what is missing is named with what to type" {
    requests "A,$ROOT,Test"
    certcase batch --environments "$INVENTORY" -o out
    exits 2
    complains 'the file of requests is missing' '--example csv'
    certcase batch requests.csv --environments "$INVENTORY"
    exits 2
    complains 'the folder for the bundles is missing' '-o DIR'
    certcase batch requests.csv -o out
    exits 3
    complains 'requests.csv:2: the list of environments is missing' '--environments FILE'
    certcase batch nothing.csv --environments "$INVENTORY" -o out
    exits 3
    complains 'nothing.csv'
}

@test "without an inventory the rows say where, and audit accepts what comes of it" {
    cat >requests.csv <<END
id,certificates,environments,hosting,infrastructure,edition,front_ends,severity
A,$ROOT,Test=t.outsystemsenterprise.com;Production=p.outsystemsenterprise.com,,ACME,standard,,HIGH
B,$ROOT,Production=p.intra.example,self-managed,,,SRV1;SRV2,
C,$ROOT,Production,,,,,
END
    certcase batch requests.csv -o out --at "$AT"
    exits 3
    complains 'requests.csv:4: the list of environments is missing' '-e Production='
    [ "$(cd out && echo *.zip)" = "A.zip B.zip" ]
    certcase audit out --at "$AT"
    exits 0
    certcase show out/A.zip
    says "Infrastructure: ACME"
    says "Severity: HIGH"
    certcase show out/B.zip
    says "front-ends: 2 (SRV1, SRV2)"
    sed -i 's/edition,/Edition,/; s/standard/gold/' requests.csv
    certcase batch requests.csv -o again --at "$AT"
    exits 3
    complains '"gold" is not an edition' 'it is basic, standard or enterprise'
}

@test "a bundle that no row asks for any more is named" {
    printf 'id,certificates,environments\na,%s,Test\nb,%s,Production\n' "$ROOT" "$ROOT" >requests.csv
    certcase batch requests.csv --environments "$INVENTORY" --at "$AT" -o out
    exits 0
    case $stderr in *others*) false ;; esac
    sed -i '/^b,/d' requests.csv
    certcase batch requests.csv --environments "$INVENTORY" --at "$AT" -o out --resume
    exits 0
    complains "others              1  zip file in out that no accepted request is about: b.zip" ""
    certcase batch requests.csv --environments "$INVENTORY" --at "$AT" -o out --resume --format json
    says '"otherBundles": 1'
    rm out/b.zip
    certcase batch requests.csv --environments "$INVENTORY" --at "$AT" -o out --resume
    case $stderr in *others*) false ;; esac
}

@test "the example comes with the separator that a spreadsheet opens" {
    for name in semicolon comma tab; do
        certcase batch --example csv --separator $name
        exits 0
        case $name in semicolon) separator=';' ;; comma) separator=, ;; tab) separator=$'\t' ;; esac
        case "$output" in "id${separator}certificates${separator}environments${separator}"*) ;; *) return 1 ;; esac
    done
    certcase batch --example csv --separator '#'
    exits 2
    complains "'#' is not one of the choices"
    certcase batch requests.csv --separator tab
    exits 2
    complains 'does nothing without --format'
}

@test "a path that is written for Windows is named" {
    printf 'id;certificates;environments\nA;.\\no.cer;Test\n' > windows.csv
    certcase batch windows.csv --environments "$INVENTORY" -o out
    exits 3
    complains 'written for Windows'
}

@test "the exit code is the highest of what happened, and the summary says it" {
    requests "A,$ROOT,Test"
    batch
    exits 0
    complains 'accepted            1' 'out/batch.ndjson'
    [ -z "$output" ]
    requests "A,$ROOT,Test" "B,$SAMPLES/partner-server.cer,Test"
    batch --resume
    exits 1
    complains 'rejected            1' 'leaf-not-root'
    requests "A,$ROOT,Test" "B,$SAMPLES/partner-server.cer,Test" "C,gone.cer,Test"
    batch --resume
    exits 3
    complains 'requests.csv:4: gone.cer: can'\''t open' 'check the name'
    complains '2 of them done before'
    requests "A,$ROOT,Test"
    batch --resume -q
    exits 0
    [ -z "$stderr" ]
}

@test "--format json tells programs what the summary tells people" {
    requests "A,$ROOT,Test" "B,$SAMPLES/partner-server.cer,Test" "C,gone.cer,Test"
    batch --format json
    exits 3
    for member in '"requests": 3' '"accepted": 1' '"rejected": 1' '"errors": 1' '"rule": "leaf-not-root"' '"log": "out/batch.ndjson"' \
        '"stopped": false'; do
        [[ "$output" == *"$member"* ]]
    done
    complains 'gone.cer'
    batch --resume --format json -q
    [[ "$output" == *'"keptFromBefore": 2'* ]]
}

@test "an earlier log is not overwritten" {
    requests "A,$ROOT,Test"
    batch
    batch
    exits 3
    complains 'the log of an earlier run exists already' '--resume'
    batch --log /dev/null
    exits 3
    complains '/dev/null: not a regular file' 'name a file of its own'
    batch --force
    exits 0
}

@test "--resume counts from the time of the first run" {
    requests "A,$ROOT,Test"
    batch
    cp out/A.zip first.zip
    rm out/A.zip
    certcase batch requests.csv --environments "$INVENTORY" -o out --resume
    exits 0
    cmp out/A.zip first.zip
}

@test "the passwords of rows come from variables and files, never from the terminal" {
    printf 'id,certificates,environments,password_env,password_file\n' >requests.csv
    printf 'A,%s,Production,PARTNER,\n' "$SAMPLES/partner-client-3des.pfx" >>requests.csv
    printf 'B,%s,Development,,password.txt\n' "$SAMPLES/partner-client-3des.pfx" >>requests.csv
    printf 'C,%s,Test,,\n' "$SAMPLES/partner-client-3des.pfx" >>requests.csv
    cp "$SAMPLES/password.txt" .
    PARTNER=certcase batch
    exits 1
    [ "$(readers out/A.zip)" = owner ]
    [ -e out/B.zip ]
    sed -n 3p out/batch.ndjson | grep pfx-password-missing
}

three_with_a_pfx() {
    printf 'id,certificates,environments\n' >requests.csv
    for id in A B C; do
        printf '%s,%s,Production\n' "$id" "$SAMPLES/partner-client-3des.pfx" >>requests.csv
    done
}

@test "the password of all rows without their own is read once: a pipe that the shell names is fine" {
    three_with_a_pfx
    run --separate-stderr bash -c '"$1" batch requests.csv --environments "$2" -o out --at "$3" --password-file <(echo certcase)' \
        bash "$CERTCASE" "$INVENTORY" "$AT"
    exits 0
    [ -e out/A.zip ] && [ -e out/B.zip ] && [ -e out/C.zip ]
}

@test "the password of all rows without their own is read once: standard input is fine, a missing file stops at once" {
    three_with_a_pfx
    run --separate-stderr sh -c 'echo certcase | "$1" batch requests.csv --environments "$2" -o out --at "$3" --password-file -' \
        sh "$CERTCASE" "$INVENTORY" "$AT"
    exits 0
    [ -e out/A.zip ] && [ -e out/B.zip ] && [ -e out/C.zip ]
    certcase batch requests.csv --environments "$INVENTORY" -o none --at "$AT" --password-file missing
    exits 3
    complains "--password-file: can't open"
    [[ $stderr != *missing* ]]
    [ ! -e none ]
}

@test "the log is a file and the output a folder, never -" {
    certcase batch requests.csv --environments "$INVENTORY" -o out --log -
    exits 2
    complains "--log: - is standard input" "name a file"
    certcase batch requests.csv --environments "$INVENTORY" -o -
    exits 2
    complains "--output: - is standard input" "name a folder"
    build -o -
    exits 2
    complains "--output: - is standard input" "name a folder"
    [ ! -e ./- ]
}

@test "the summary counts what was accepted with warnings" {
    requests "A,$ROOT,Test" "B,$ROOT,Test" "C,$ROOT,Production"
    batch
    exits 0
    complains "accepted            3  3 bundles in out" "1  with warnings, which the log names"
    batch --force --format json
    says '"withWarnings": 1,'
}

@test "a summary that can't be written is an error" {
    [ -c /dev/full ] || skip "no /dev/full here"
    requests "A,$ROOT,Test"
    run --separate-stderr sh -c '"$1" batch requests.csv --environments "$2" -o out --at "$3" --format json >/dev/full' \
        sh "$CERTCASE" "$INVENTORY" "$AT"
    exits 3
    complains "certcase: standard output: can't write: No space left"
    [ -e out/A.zip ]
}

@test "a folder with a name of escapes is shown safely" {
    requests "A,$ROOT,Test"
    certcase batch requests.csv --environments "$INVENTORY" -o $'\e[31m\xff' --at "$AT"
    exits 0
    complains 'in \u001B[31m\xFF' '\u001B[31m\xFF/batch.ndjson'
}

@test "the summary names each rule that rejected rows with an example and what to do, what is overdue, and the next command" {
    printf 'id,certificates,environments,needed_by\nA,%s,Test,2026-11-25\nB,%s,Test,\n' "$ROOT" "$SAMPLES/partner-server.cer" >requests.csv
    for i in $(seq 12); do printf ',%s,Production=p%s.example.com,\n' "$SAMPLES/partner-server.cer" "$i" >>requests.csv; done
    printf 'Z,%s,Test,\n' "$SAMPLES/partner-client-3des.pfx" >>requests.csv
    batch
    exits 1
    complains '13  leaf-not-root' 'requests.csv:3, B: "api.partner.example" is one server'
    complains '1  pfx-password-missing' 'requests.csv:16, Z: '
    batch --resume
    [ "$(grep -c -- '-> ' <<<"$stderr")" -eq 3 ]
    [ "$(grep -c 'is one server' <<<"$stderr")" -eq 1 ]
    complains 'submit by    Wednesday 2026-11-18, the earliest: OVERDUE' '1  overdue: the day to submit by has passed'
    complains 'next         repair those rows, then certcase batch requests.csv --environments' '--resume'
    stderr=$(tr -s ' \n' ' ' <<<"$stderr")
    complains 'also requests.csv:4, trusted-root-api-partner-example-7866f914; requests.csv:5, trusted-root' '; and 8 more, which the log names'
    [ "$(grep -c '"verdict":"rejected"' out/batch.ndjson)" -eq 14 ]
    batch --force --format json
    says '"rule": "leaf-not-root", "requests": 13, "first": { "row": 2, "where": "requests.csv:3", "id": "B",'
    says '"rule": "pfx-password-missing", "requests": 1, "first": { "row": 15,'
    says '"overdue": 1'
    says '"firstRejected": [ { "row": 2, "where": "requests.csv:3", "id": "B", "rule": "leaf-not-root", "message": "\"api.partner.example\" is'
    says '"dryRun": false'
    requests "A,$ROOT,Test"
    batch --force
    exits 0
    complains 'request             1' 'next         certcase audit out'
    certcase audit out --at "$AT"
    exits 0
}

@test "ids that differ in case alone are the same: they would be one file in Windows" {
    requests "A,$ROOT,Test" "a,$ROOT,Production"
    batch
    exits 3
    complains 'row 1 has a bundle of the same name, a.zip' 'more than case'
    [ "$(ls out/*.zip)" = out/A.zip ]
}

@test "--dry-run says what would come of it and writes nothing" {
    requests "A,$ROOT,Test" "B,$SAMPLES/partner-server.cer,Test" "C,gone.cer,Test" "A,$ROOT,Production" "D,$ROOT,Test"
    certcase batch requests.csv --environments "$INVENTORY" --at "$AT" --dry-run
    exits 3
    complains '1  leaf-not-root' 'errors              2'
    complains 'row 1 has a bundle of the same name, A.zip' "count without a sheet's header"
    complains '2 bundles (dry run: nothing was written)'
    complains 'next         repair those rows, then certcase batch requests.csv' '-o bundles'
    [ ! -e out ] && [ ! -e bundles ] && [ -z "$(find . -name "*.zip" -o -name "*.ndjson")" ]
    batch --dry-run --format json -j 3
    exits 3
    says '"folder": null, "log": null, "dryRun": true'
    [ ! -e out ] && [ ! -e bundles ] && [ -z "$(find . -name "*.zip" -o -name "*.ndjson")" ]
    mkdir out && echo "" >out/D.zip && echo mine >out/A.zip # what a real run would refuse
    batch --dry-run
    exits 3
    complains 'requests.csv:2: out/A.zip: exists already, with other content' 'give --force to replace it'
    complains 'requests.csv:6: out/D.zip: exists already, with other content'
    complains 'errors              4'
    [ "$(cd out && echo *)$(cat out/A.zip)" = "A.zip D.zipmine" ] && [ -z "$(find out -name '.*' -type f)" ]
    batch --dry-run --force
    complains 'errors              2'
    : >out/batch.ndjson
    batch --dry-run
    exits 3
    complains 'out/batch.ndjson: the log of an earlier run exists already' 'leave -o out to look at the rows alone'
    rm -r out
    batch --dry-run --resume
    exits 2
    complains "--dry-run looks at every row"
    cp "$SAMPLES/partner-root.cer" fine.cer
    requests "A,fine.cer,Test"
    batch --dry-run -q
    exits 0
    [ -z "$output$stderr" ]
}

@test "--format csv is a line a case, the same when it is resumed or only looked at, and no formula" {
    printf 'id,certificates,environments,needed_by\nA,%s,Test;Production,2026-11-25\nB,%s,Test,\n=C,gone.cer,Test,\nD,gone.cer,Test,\n' \
        "$ROOT" "$SAMPLES/partner-server.cer" >requests.csv
    certcase batch requests.csv --environments "$INVENTORY" --at "$AT" --dry-run --format csv
    exits 3
    dry=$output
    batch --format csv
    exits 3
    [ "$output" = "$dry" ]
    [ "$(head -1 <<<"$output" | cut -d, -f1-5)" = $'\xEF\xBB\xBFid,environments,hosting,purpose,verdict' ]
    says 'B,Test,cloud,trusted-root,rejected,leaf-not-root,2026-11-20T08:00:00Z'
    says 'A,"Test;Production",cloud,trusted-root,accepted,'
    says ",,,,,,,,requests.csv:4"
    [ "$(head -1 <<<"$output" | tr -d '\r' | cut -d, -f13-)" = bundle,where,hosts,findings,message,hint ]
    says "A.zip,requests.csv:2,\"partnertst.outsystemsenterprise.com;apps.example.com\",\"delivery-after-needed-by (warning); submit-by-passed (warning); hol"
    says "requests.csv:3,partnertst.outsystemsenterprise.com,\"leaf-not-root (error); holidays-not-covered (note)\",\"\"\"api.partner.example"
    says "requests.csv:4,partnertst.outsystemsenterprise.com,,the id '=C' can't be a file name,\"use up to"
    says "requests.csv:5,partnertst.outsystemsenterprise.com,,gone.cer: can't open: No such file or directory,check the name"
    says "\"'=C\",Test,,,rejected,"
    run ! grep -q '^=\|,=' <<<"$output"
    complains 'rejected            1' 'next'
    batch --resume --format csv -j 3
    [ "$output" = "$dry" ]
}

# Rows are read as they come, by a reader that knows two encodings.
@test "a list in UTF-32 is refused by name, whatever its format" {
    printf 'id,certificates,environments\na,%s,Test\n' "$ROOT" >list.csv
    printf '{"id":"a","certificates":["%s"],"environments":["Test"]}\n' "$ROOT" >list.json
    for list in list.csv list.json; do
        for encoding in UTF-32 UTF-32LE UTF-32BE; do
            iconv -f UTF-8 -t "$encoding" "$list" >"wide.${list#*.}"
            certcase batch "wide.${list#*.}" --environments "$INVENTORY" --at "$AT" --dry-run
            exits 3
            complains "it is binary or UTF-32, not a list of requests" "saved as UTF-8 or UTF-16"
        done
        iconv -f UTF-8 -t UTF-16 "$list" >"wide.${list#*.}"
        certcase batch "wide.${list#*.}" --environments "$INVENTORY" --at "$AT" --dry-run
        exits 0
    done
}

# A list of requests from a Mac has accents apart from their letters; bundles and inventories from elsewhere have both in one.
@test "a name with its accents apart is the same environment in lists, renewals and audit" {
    one=$(printf 'Produ\303\247\303\243o') apart=$(printf 'Produc\314\247a\314\203o')
    echo "[{\"Name\":\"$one\",\"HostName\":\"a.outsystemsenterprise.com\",\"IsCloudEnvironment\":true}]" >environments.json
    requests "A,$SAMPLES/old-root.cer,$apart=a.outsystemsenterprise.com" "B,$SAMPLES/old-root.cer,$one=a.outsystemsenterprise.com"
    certcase batch requests.csv -o out --at 2026-03-02T08:00:00Z
    exits 0
    [ "$(grep -c '"id":"duplicate-request"' out/batch.ndjson)" -eq 1 ]
    certcase build "$ROOT" --environments environments.json -e "$apart" --at "$AT" --no-input -o out --id named
    exits 0
    certcase show out/named.zip
    says "$one"
    certcase build "$ROOT" --renews out/A.zip -e "$apart=a.outsystemsenterprise.com" --at "$AT" --no-input -o out --id new
    exits 0
    case $output in *renews-another-kind*) false ;; esac
    certcase renewals out --at "$AT"
    exits 0
    says "1 renewed already"
    certcase build "$ROOT" -e "$one=a.outsystemsenterprise.com" -e "$apart=b.outsystemsenterprise.com" --at "$AT" --no-input -o out --id two
    exits 2
    complains "two environments are called $one"
}
