load helper

# Prints what stands in the shell blocks of README.md behind its heading "Examples".
examples() {
    awk '/^## / { inside = /Examples/; block = 0 } /^```/ { block = inside && /^```sh$/; next } block' "$SAMPLES/../../../README.md"
}

@test "every example of the README runs as it is written" {
    mkdir -p .build/release
    ln -s "$CERTCASE" .build/release/certcase
    sh "$SAMPLES/../examples.sh" first-bundle
    export SOURCE_DATE_EPOCH=1795161600
    examples >examples
    [ "$(sed -n 1,2p examples)" = "$(printf 'PATH=$PWD/.build/release:$PATH\ncd first-bundle')" ]
    [ "$(grep -c '^certcase ' examples)" -ge 16 ]
    sed -i 's/^certcase probe .*/& -h/' examples # its servers are nobody's here: only the words are tried
    sh -exc ". ./examples" </dev/null
    cd first-bundle
    [ -s client-3des.pfx ] && [ -s whole.pfx ]
    [ -s bundles/A-1.zip ]
    [ -s bundles/A-2.zip ]
    grep -q '</testsuites>' audit.xml
    grep -q '^END:VEVENT' renewals.ics
    grep -q '^certcase_renewals_due 0$' certcase.prom
    grep -q '</html>' renewals.html
}

@test "the files and scripts of the set-up are there" {
    for script in $(sed -n 's/^sh \([a-z/]*\).*/\1/p' "$SAMPLES/../../../README.md"); do
        [ -f "$SAMPLES/../../../$script" ]
    done
}
