load helper

pages() {
    for page in "$SAMPLES"/../../../cmd/man/*.1.in; do
        name=$(basename "$page" .1.in)
        command=${name#certcase}
        # shellcheck disable=SC2086 # a word or none
        "$CERTCASE" completion man ${command#-} <"$page" >"$name.1"
    done
}

commands() {
    "$CERTCASE" help | sed -n '/^Commands/,/^$/s/^  \([a-z]*\)  .*/\1/p'
}

@test "every command has a page, and groff has nothing to say about it" {
    command -v groff >/dev/null || skip "SKIPPED: groff is not installed"
    pages
    [ "$(commands | wc -l)" -ge 8 ]
    for command in $(commands); do
        [ -s "certcase-$command.1" ]
    done
    for page in *.1; do
        run groff -man -Tutf8 -ww -z "$page"
        [ "$status" -eq 0 ]
        [ -z "$output" ]
        run grep -n '^@.*@$' "$page"
        [ -z "$output" ]
    done
}

@test "every option of help is in the page" {
    pages
    for command in $(commands); do
        for option in $("$CERTCASE" "$command" -h | sed -n 's/^  \(-., \|    \)\(--[a-z-]*\).*/\2/p'); do
            sed 's/\\-/-/g' "certcase-$command.1" | grep -q -- "\\\\fB$option\\\\fR" || {
                echo "certcase-$command.1 lacks $option" >&2
                return 1
            }
        done
    done
}
