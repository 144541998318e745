#!/bin/sh
# What the build refuses in templates/rules.txt, causes.txt and the like (core/model/explanation.cmake), with file and line.
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
rc=0

read_it() {
    cmake -DOUT="$folder/table.c" -DFILE="$folder/some.txt" "-DKEYS=${1:-rule|title|do|why|source}" -P core/model/explanation.cmake \
        >"$folder/said" 2>&1
}

block='rule: an-id
title: A "title"
do: write \n
why: Because of this;
  and of [that].
source: us'

# refuse WHAT LINE SED-SCRIPT: of that block, changed so.
refuse() {
    printf '%s\n' "$block" | sed "$3" >"$folder/some.txt"
    if read_it; then
        echo "it takes $1"
        rc=1
    elif ! grep -q "some.txt:$2: " "$folder/said"; then
        echo "of $1 it doesn't say that it is in line $2:"
        cat "$folder/said"
        rc=1
    fi
}

refuse "an unknown key" 3 's/^do:/what:/'
refuse "a missing key" 3 '/^do:/d'
refuse "a missing key at the end" 6 '/^source:/d'
refuse "a key twice" 4 's/^do: .*/&\n&/'
refuse "keys in another order" 2 's/^title:/do:/'
refuse "a key without a text" 2 's/^title: .*/title:/'
refuse "a rule without a key" 1 's/^rule: //'
refuse "an id that is none" 1 's/an-id/An id/'
refuse "a second block of an id" 8 '$a\
\
rule: an-id'
refuse "a text that is too long" 4 's/^do: .*/do: '"$(printf '%0171d' 0)/"
refuse "a line that goes on with nothing" 1 '1s/^/  and/'
refuse "a line indented otherwise" 5 's/^  and/ and/'
refuse "a tab" 5 's/and of/and\tof/'
refuse "a long dash" 2 "s/A /$(printf '\342\200\223')/"
refuse "a curly quote" 2 "s/\"/$(printf '\342\200\234')/"
refuse "a hard space" 2 "s/A /A$(printf '\302\240')/"
refuse "two spaces" 5 's/and of/and  of/'
refuse "a space at the end" 6 's/us$/us /'

printf '# A comment.\n%s\n\n%s\n' "$block" "$block" | sed '9s/an-id/another/' >"$folder/some.txt"
want='    { .id = "an-id", "A \"title\"", "write \\n", "Because of this; and of [that].", "us", },'
if ! read_it; then
    cat "$folder/said"
    rc=1
elif [ "$(grep -cF '    { .id = ' "$folder/table.c")" != 2 ] || ! grep -qxF "$want" "$folder/table.c"; then
    echo "two blocks become:"
    cat "$folder/table.c"
    rc=1
fi

# What may be left out is NULL.
printf '%s\n\n%s\n' "$block" "$block" | sed '8s/an-id/another/; 4,5d' >"$folder/some.txt"
if ! read_it 'rule|title|do|why?|source' || ! grep -qF '"write \\n", NULL, "us", },' "$folder/table.c" ||
    ! grep -qF '"Because of this; and of [that].", "us", },' "$folder/table.c"; then
    echo "without what may be left out it becomes:"
    cat "$folder/said" "$folder/table.c"
    rc=1
fi
exit $rc
