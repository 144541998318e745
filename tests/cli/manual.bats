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

@test "every rule is in the page of explain, with its weight, its reason, what to do and its source" {
    pages
    "$CERTCASE" explain | sed -n 's/^  \([a-z0-9-]*\)  *\(error\|warning\|note\) .*/\1 \2/p' >rules
    [ "$(wc -l <rules)" -gt 80 ]
    sed 's/\\-/-/g' certcase-explain.1 >page
    while read -r rule severity; do
        grep -qF "\fB$rule\fR ($severity)" page || {
            echo "certcase-explain.1 lacks $rule" >&2
            return 1
        }
    done <rules
    [ "$(grep -c '^What to do: .' page)" -eq "$(wc -l <rules)" ]
    [ "$(grep -c '^Source: .' page)" -eq "$(wc -l <rules)" ]
}

@test "the overview names every page, and says who touches the network" {
    pages
    for command in $(commands | grep -v completion); do
        sed -n '/SEE ALSO/,$p' certcase.1 | grep -q "certcase.-$command (1)"
    done
    grep -A2 '^Only' certcase.1 | grep -q 'probe'
}

@test "only build says that it asks for environments" {
    pages
    grep -q "Asked for on a terminal" certcase-build.1
    run grep "Asked for on a terminal" certcase-probe.1
    exits 1
}
