load helper

# Prints the shell blocks of README.md whose first word is certcase.
blocks() {
    awk '/^```sh$/ { inside = 1; text = ""; next }
        /^```$/ { if (inside && text ~ /^certcase /) printf "%s", text; inside = 0 }
        inside { text = text $0 "\n" }' "$SAMPLES/../../../README.md"
}

# The files that the README speaks of, under the names it gives them.
names() {
    mkdir bin
    ln -s "$CERTCASE" bin/certcase
    PATH="$PWD/bin:$PATH"
    cp "$SAMPLES/partner-root.cer" "$SAMPLES/password.txt" "$INVENTORY" .
    cp "$SAMPLES/partner-client.pfx" client.pfx
    openssl pkcs12 -in client.pfx -passin file:password.txt -nodes -nocerts -out client.key
    cp "$SAMPLES/partner-client.cer" client.cer
    cp "$SAMPLES/partner-chain.pem" chain.cer
    cp "$SAMPLES/../inventory.json" environments.json
    printf 'id,certificates,environments,password_file\nA-1,partner-root.cer,Test,\nA-2,client-3des.pfx; partner-root.cer,Production,password.txt\n' >requests.csv
    export SOURCE_DATE_EPOCH=1795161600
}

@test "every example of the README runs as it is written" {
    names
    blocks >examples
    [ "$(grep -c '^certcase ' examples)" -ge 6 ]
    while IFS= read -r line; do
        echo "$line"
        case $line in
        'certcase probe '*) sh -ec "$line -h" </dev/null ;; # its servers are nobody's here: only the words are tried
        *) sh -ec "$line" </dev/null ;;
        esac
    done <examples
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
