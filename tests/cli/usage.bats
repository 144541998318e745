load helper

@test "no words at all: help, not an error" {
    certcase
    exits 0
    says "Examples"
    says "certcase inspect partner.cer"
    [ -z "$stderr" ]
}

@test "help of a command in every spelling is the same, and shows examples before options" {
    certcase help build
    exits 0
    first=$output
    certcase build -h
    [ "$output" = "$first" ]
    certcase build x.cer --help -q
    [ "$output" = "$first" ]
    [[ $first == *Examples*Usage*Options* ]]
}

@test "the version" {
    certcase --version
    exits 0
    [[ $output =~ ^certcase\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
}

@test "unknown words: exit 2, what is wrong, and what was meant" {
    while IFS='|' read -r words what hint; do
        # shellcheck disable=SC2086 # a list of words
        certcase $words
        exits 2
        complains "certcase: $what" "$hint"
        [ -z "$output" ]
        [[ $stderr != *s3cret* ]]
    done <<-'END'
		bild|there is no command 'bild'|did you mean `certcase build`?
		help inspct|there is no command 'inspct'|did you mean `certcase inspect`?
		frobnicate|there is no command 'frobnicate'|`certcase help`
		--format json|'--format' stands where the command should be|`certcase help`
		inspect|the file to look at is missing|certcase inspect FILE...
		inspect x --purpsoe server|--purpsoe: there is no such option|did you mean --purpose?
		inspect x --purp server|--purp: there is no such option|did you mean --purpose?
		inspect x --purpose serve|--purpose: 'serve' is not one of the choices|did you mean server?
		inspect x --at noon|--at: 'noon' is not a time|2026-11-20T08:00:00Z
		inspect x --extract|--extract: needs a value|
		inspect x -Z|-Z: there is no such option|
		build x --needed-by 2026-02-29|--needed-by: '2026-02-29' is not a date|2026-12-15
		build x --password-file a --password-env b|--password-env: can't be given together with --password-file|one of them
		inspect x --password-env NO_SUCH|--password-env: there is no variable of that name|not the password
		build x --key-password-file f|--key-password-file: does nothing without --key|add --key KEY
		build x --key-password-env V|--key-password-env: does nothing without --key|add --key KEY
		batch x -o out --key-password-file f|--key-password-file: does nothing without --key|add --key KEY
		inspect x --force|--force: does nothing without --extract|add --extract DIR
		probe x --force|--force: does nothing without --save|add --save DIR
		probe x --save-chain|--save-chain: does nothing without --save|add --save DIR
		renewals x --separator tab|--separator: does nothing without --format csv|add --format csv, or leave it out
		renewals x --format json --separator tab|--separator: does nothing without --format csv|add --format csv
		batch x --separator tab --format json|--separator: does nothing without --format csv|add --format csv
		batch --example json --separator tab|--separator: does nothing without --example csv|add --example csv
		environments --example --separator tab|--separator: does nothing without --format csv|add --format csv
		show a b c|'c' is one word too many|
		probe https://ana:s3cret@host.example|a server is named without user and password|HOST:PORT
		inspect x --password-file s3cret --password-env s3cret|--password-env: can't be given together|
		explain leaf-not-rot|there is no rule 'leaf-not-rot'|did you mean leaf-not-root?
		completion tcsh|no completion for 'tcsh'|bash, zsh, fish and powershell
		completion bash zsh|'zsh' is one word too many|one shell at a time
		completion man nothing|there is no command 'nothing'|
	END
}

@test "a file where the command should be gets the command that looks at it" {
    certcase "$ROOT"
    exits 2
    complains "there is no command '$ROOT'" "certcase inspect FILE"
}

@test "an environment for the clock that is no number stops before any work" {
    SOURCE_DATE_EPOCH=soon certcase inspect "$ROOT"
    exits 2
    complains "SOURCE_DATE_EPOCH: 'soon' is not a number of seconds"
}

@test "-o writes what would be printed, whole, and color and width of a terminal have no part in it" {
    build -o . --id one
    while read -r command; do
        # shellcheck disable=SC2086 # lists of words
        { "$CERTCASE" $command >printed || [ $? -eq 1 ]; } && { "$CERTCASE" $command --into written >said || [ $? -eq 1 ]; }
        [ -s printed ] && [ ! -s said ]
        cmp printed written
        # shellcheck disable=SC2086 # a list of words
        certcase $command --into nowhere/written
        exits 3
        complains "nowhere/written: can't write"
    done <<-END
		explain
		explain leaf-not-root --format json
		catalog --at $AT
		environments --example
		policy --example
		batch --example csv
		inspect $ROOT --at $AT --format letter
		show one.zip
		show one.zip SHA256SUMS
		audit one.zip --format html --at $AT
		renewals one.zip --all --at $AT
		build $ROOT --environments $INVENTORY -e Test --at $AT --dry-run --format json
	END
    certcase audit one.zip -o one.zip
    exits 2
    complains "one.zip is read, so it can't be written"
}

@test "a bundle's name given for its folder is refused, before a folder is made that is called like a bundle" {
    certcase build "$ROOT" --environments "$INVENTORY" -e Test --at "$AT" -o case.zip
    exits 2
    complains "'case.zip' is called like a file" "name the folder to write into"
    [ ! -e case.zip ]
}

# What a search, a list or a row leads to is read as well as what is named.
@test "--into never replaces a file that the run read, by whatever name it was found" {
    build -o . --id one
    cp "$ROOT" root.cer
    printf '%s\n' 'id,certificates,environments' 'a,root.cer,Test' >rows.csv
    "$CERTCASE" policy --example >policy.xml
    cp one.zip kept.zip
    cp policy.xml kept.xml
    for command in "audit ." "renewals ." "batch rows.csv --environments $INVENTORY -o out" "audit -" "renewals -"; do
        echo one.zip >list
        into=one.zip
        case $command in batch*) into=root.cer ;; esac
        # shellcheck disable=SC2086 # a list of words
        run --separate-stderr "$CERTCASE" $command --at $AT --into "$into" <list
        exits 3
        complains "--into: $into was read, so it isn't written over" "name another file"
        cmp one.zip kept.zip
        cmp root.cer "$ROOT"
    done
    certcase audit one.zip --policy policy.xml --into ./policy.xml
    exits 2
    complains "--into: policy.xml is read, so it can't be written"
    cmp policy.xml kept.xml
    mkdir words
    echo accepted >words/_accepted.txt
    cp words/_accepted.txt kept.txt
    certcase build "$ROOT" --environments "$INVENTORY" -e Test --id two --at "$AT" --templates words --into words/_accepted.txt
    exits 3
    complains "--into: words/_accepted.txt was read, so it isn't written over"
    cmp words/_accepted.txt kept.txt
}

@test "--into never replaces what is standard input" {
    cp "$ROOT" root.cer
    run --separate-stderr "$CERTCASE" inspect - --into root.cer <root.cer
    exits 2
    complains "--into: standard input is read, so it can't be written"
    cmp root.cer "$ROOT"
}

@test "a full disk is an error with a message" {
    [ -c /dev/full ] || skip "no /dev/full here"
    for command in help explain "inspect $ROOT" catalog "completion bash"; do
        # shellcheck disable=SC2086 # a list of words
        run --separate-stderr sh -c '"$@" >/dev/full' sh "$CERTCASE" $command
        exits 3
        complains "certcase: standard output: can't write: No space left" "free some space"
    done
}

@test "a reader that has seen enough ends the run quietly; a closed standard output is an error with a message" {
    run --separate-stderr bash -c '{ sleep 0.2; "$1" explain; echo "code $?" >&2; } | true' bash "$CERTCASE"
    [ "$stderr" = "code 0" ]
    run --separate-stderr sh -c '"$1" explain >&-' sh "$CERTCASE"
    exits 3
    complains "standard output: can't write"
}

@test "messages go to standard error alone, without escapes when it is no terminal" {
    certcase inspect missing.cer
    exits 3
    [ -z "$output" ]
    complains "certcase: missing.cer: can't open" "check the name"
    [[ $stderr != *$'\e'* ]]
}
