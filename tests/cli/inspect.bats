load helper

@test "a root: accepted, with the next command to type" {
    certcase inspect "$ROOT" --at "$AT"
    exits 0
    says "accepted"
    says "Root (Trusted Root Certification Authorities)"
    says "certcase build"
}

@test "standard input is read for -" {
    run --separate-stderr sh -c '"$1" inspect - --at 2026-11-20 <"$2"' sh "$CERTCASE" "$ROOT"
    exits 0
    says "CN=Partner Root CA"
}

@test "--at and SOURCE_DATE_EPOCH replace the clock, and the option wins" {
    certcase inspect "$ROOT" --at 2045-01-01
    exits 1
    says "expired"
    case "$output" in *"counted from"*) false ;; esac
    SOURCE_DATE_EPOCH=2366841600 certcase inspect "$ROOT"
    exits 1
    says "expired"
    [ "${lines[0]}" = "counted from Sunday 2045-01-01, 00:00 UTC (SOURCE_DATE_EPOCH)" ]
    SOURCE_DATE_EPOCH=2366841600 certcase inspect "$ROOT" --at "$AT"
    exits 0
    case "$output" in *"counted from"*) false ;; esac
}

@test "every text that says what is due or valid names SOURCE_DATE_EPOCH when that is the clock" {
    build -o . --id one
    printf 'id,certificates,environments\na,%s,Test\n' "$ROOT" >requests.csv
    export SOURCE_DATE_EPOCH=1795161600
    while read -r command; do
        # shellcheck disable=SC2086 # a list of words
        certcase $command
        [ "$(grep -c '^counted from Friday 2026-11-20, 08:00 UTC (SOURCE_DATE_EPOCH)$' <<<"$output$stderr")" = 1 ]
        # shellcheck disable=SC2086 # a list of words
        certcase $command --format json
        case "$output$stderr" in *"counted from"*) false ;; esac
    done <<-END
		inspect $ROOT
		build $ROOT --environments $INVENTORY -e Test --dry-run
		batch requests.csv --environments $INVENTORY --dry-run
		audit one.zip
		renewals one.zip
		catalog --explain-deadline
		probe nobody.invalid
	END
    certcase inspect "$ROOT" -q
    [ -z "$output" ]
}

@test "a file that can't be read doesn't stop the others, and gives 3" {
    mkfifo pipe
    mkdir folder
    certcase inspect missing.cer pipe folder "$ROOT" --at "$AT"
    exits 3
    says "CN=Partner Root CA"
    complains "missing.cer: can't open"
    complains "pipe: not a regular file"
    complains "folder: this is a folder"
}

@test "the highest of several exit codes wins" {
    printf 'no certificate\n' >note.cer
    certcase inspect note.cer --at "$AT"
    exits 1
    certcase inspect note.cer missing.cer --at "$AT"
    exits 3
}

@test "--fail-on decides from which severity on it fails" {
    cp "$ROOT" root.txt
    certcase inspect root.txt --at "$AT"
    exits 0
    says "extension-not-cer"
    certcase inspect root.txt --at "$AT" --fail-on warning
    exits 0
    certcase inspect root.txt --at "$AT" --fail-on note
    exits 1
}

@test "--quiet prints nothing when all is well" {
    certcase inspect "$ROOT" --at "$AT" -q
    exits 0
    [ -z "$output$stderr" ]
}

@test "--extract writes each certificate once, as DER, and overwrites only with --force" {
    certcase inspect "$SAMPLES/partner-chain.pem" --extract out --at "$AT"
    exits 0
    [ "$(ls out | wc -l)" -eq 2 ]
    for file in out/*.cer; do
        openssl x509 -inform DER -in "$file" -noout
        sum=$(sha256sum "$file")
        [[ $file == *-${sum:0:8}.cer ]]
    done
    certcase inspect "$SAMPLES/partner-chain.pem" --extract out --at "$AT"
    exits 0 # the very same bytes are there already
    echo other >"$(ls out/*.cer | head -n 1)"
    certcase inspect "$SAMPLES/partner-chain.pem" --extract out --at "$AT"
    exits 3
    complains "exists already" "--force"
    certcase inspect "$SAMPLES/partner-chain.pem" --extract out --at "$AT" --force
    exits 0
    for file in out/*.cer; do # whichever is taken, none is written
        rm -rf other
        mkdir other
        echo other >"other/${file#out/}"
        certcase inspect "$SAMPLES/partner-chain.pem" --extract other --at "$AT"
        exits 3
        complains "other/${file#out/}: exists already"
        [ "$(cat other/*)" = other ]
    done
}

@test "no certificate is written where one of their names is a link" {
    certcase inspect "$SAMPLES/partner-chain.pem" --extract out --at "$AT"
    for file in out/*.cer; do
        rm -rf other
        mkdir other
        ln -s nowhere "other/${file#out/}"
        certcase convert "$SAMPLES/partner-chain.pem" -o other/ --force
        exits 3
        complains "other/${file#out/}: not a regular file"
        [ "$(ls other)" = "${file#out/}" ]
    done
}

@test "a password beyond ASCII opens in UTF-8 and in Windows-1252, and a wrong one is called wrong" {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k.pem -out c.pem -subj /CN=x -days 9 2>/dev/null
    openssl pkcs12 -export -in c.pem -inkey k.pem -out new.pfx -passout "pass:$(printf 'a\303\247\303\243o')"
    openssl pkcs12 -export -in c.pem -inkey k.pem -out old.pfx -passout "pass:$(printf 'a\303\247\303\243o')" \
        -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1
    printf 'a\347\343o\r\n' >windows
    printf 'a\303\247\303\243o\n' >utf8
    printf 'a\347\344o\r\n' >other
    for file in new.pfx old.pfx; do
        for password in windows utf8; do
            run -- "$CERTCASE" inspect "$file" --password-file "$password" --at "$AT" --format json
            [[ "$output" != *'"pfx-password-wrong"'* && "$output" != *'"malformed-certificate"'* ]]
        done
        run -- "$CERTCASE" inspect "$file" --password-file other --at "$AT" --format json
        [[ "$output" == *'"pfx-password-wrong"'* && "$output" != *'"malformed-certificate"'* ]]
    done
}

@test "the PFX password: from a file, a variable, standard input; wrong and missing ones are findings" {
    pfx=$SAMPLES/partner-client.pfx
    printf 'certcase\r\nsecond line\n' >password
    certcase inspect "$pfx" --password-file password --at "$AT"
    exits 0
    printf '\357\273\277certcase\r\n' >password
    certcase inspect "$pfx" --password-file password --at "$AT"
    [ "$status" -eq 0 ]
    printf '\377\376c\000e\000r\000t\000c\000a\000s\000e\000\r\000\n\000' >password
    certcase inspect "$pfx" --password-file password --at "$AT"
    [ "$status" -eq 0 ]
    printf '\376\377\000c\000e\000r\000t\000c\000a\000s\000e\000\r\000\n' >password
    certcase inspect "$pfx" --password-file password --at "$AT"
    [ "$status" -eq 0 ]
    SECRET=certcase certcase inspect "$pfx" --password-env SECRET --at "$AT"
    exits 0
    run --separate-stderr sh -c 'echo certcase | "$1" inspect "$2" --at 2026-11-20 --password-file -' sh "$CERTCASE" "$pfx"
    exits 0
    SECRET=wrong certcase inspect "$pfx" --password-env SECRET --at "$AT"
    exits 1
    says "pfx-password-wrong"
    certcase inspect "$pfx" --at "$AT" --no-input
    exits 1
    says "pfx-password-missing"
    certcase inspect "$pfx" --password-file missing --at "$AT"
    exits 3
}

@test "a password is never echoed in any output" {
    for format in text json; do
        SECRET=wrong-Hunter2 certcase inspect "$SAMPLES/partner-client.pfx" --password-env SECRET --format "$format" --at "$AT"
        [[ $output$stderr != *Hunter2* ]]
    done
}

@test "--color and NO_COLOR" {
    certcase inspect "$ROOT" --at "$AT"
    [[ $output != *$'\e'* ]]
    certcase inspect "$ROOT" --at "$AT" --color always
    [[ $output == *$'\e'* ]]
    NO_COLOR=1 certcase inspect "$ROOT" --at "$AT" --color=always
    [[ $output == *$'\e'* ]]
    certcase inspect "$ROOT" --at "$AT" --color=never
    [[ $output != *$'\e'* ]]
}

@test "an unknown platform is named with those that the catalog has" {
    certcase inspect "$ROOT" --platform windows-2012r2
    exits 2
    complains "--platform: the catalog has no platform 'windows-2012r2'" \
        "it has windows-2016, windows-2019, windows-2022, windows-2025: take the nearest"
}

@test "a CA bundle that is named and can't be read is an error before any work" {
    certcase inspect "$ROOT" --ca-bundle missing.pem
    exits 3
    complains "missing.pem: can't open"
}

several_pfx() {
    run --separate-stderr "$CERTCASE" inspect "$SAMPLES/partner-client.pfx" "$SAMPLES/partner-client-3des.pfx" --at "$AT" --password-file "$1"
    exits 0
}

@test "one password from standard input opens several PFX" {
    several_pfx - <"$SAMPLES/password.txt"
}

@test "one password from a pipe that the shell names opens several PFX" {
    several_pfx <(cat "$SAMPLES/password.txt")
}

@test "standard input is read by one alone" {
    certcase inspect - - --at "$AT"
    exits 2
    complains "standard input (-) can only be read once" "into files"
    certcase inspect - --password-file - --at "$AT"
    exits 2
}

@test "the next step of a PFX fits what is inside" {
    certcase inspect "$SAMPLES/partner-cas.pfx" --password-file "$SAMPLES/password.txt" --at "$AT"
    exits 0
    says "for a trusted root nothing: the bundle gets its CAs in .cer"
    openssl pkcs12 -export -nokeys -in "$SAMPLES/partner-root.pem" -passout pass: -out open.pfx
    certcase inspect open.pfx --at "$AT"
    says "pfx-empty-password"
    case $output in *"--password-file PASSWORD"*) false ;; esac
}

@test "a PFX without a password is named so, whatever password is given" {
    openssl pkcs12 -export -in "$SAMPLES/signer.pem" -inkey "$SAMPLES/signer.key" -passout pass: -out vault.pfx
    certcase inspect vault.pfx --password-file "$SAMPLES/password.txt" --at "$AT"
    exits 1
    says "pfx-empty-password" "certcase convert vault.pfx -o vault-tripledes-sha1.pfx"
    case $output in *pfx-password-wrong*) false ;; esac
    certcase convert vault.pfx --password-file "$SAMPLES/password.txt" --new-password-file "$SAMPLES/password.txt" -o closed.pfx
    exits 0
}

@test "a PFX that only has to be encrypted anew ends in the command that does it, not in a letter" {
    base64 "$SAMPLES/partner-client.pfx" >text.pfx
    certcase inspect text.pfx --password-file "$SAMPLES/password.txt" --at "$AT"
    exits 1
    says "next: certcase build text.pfx -e NAME=HOST --password-file $SAMPLES/password.txt --convert"
    certcase inspect text.pfx --password-file "$SAMPLES/password.txt" --at "$AT" --letter
    says "a new PFX file"
    certcase inspect text.pfx --password-file "$SAMPLES/password.txt" --at 2036-11-20
    says "expired" "next: certcase inspect text.pfx --letter"
}

@test "a PFX whose key has a password of its own is no damaged download alone" {
    printf '%s\n' mac-pass mac-pass enc-pass enc-pass >typed
    setsid -w openssl pkcs12 -export -twopass -in "$SAMPLES/signer.pem" -inkey "$SAMPLES/signer.key" -certpbe NONE -out two.pfx <typed
    printf 'mac-pass' >password
    certcase inspect two.pfx --password-file password --at "$AT"
    exits 1
    says "malformed-certificate" "one password for the file and for its key"
}

@test "a folder with a name of escapes is shown safely" {
    certcase inspect "$ROOT" --extract $'\e[31m\xff' --at "$AT"
    exits 0
    complains 'wrote \u001B[31m\xFF/'
}

@test "a self-signed certificate with an empty name is self-signed" {
    openssl req -x509 -newkey rsa:2048 -noenc -keyout key.pem -out nameless.cer -subj / -days 300 \
        -addext subjectAltName=DNS:api.partner.example 2>/dev/null
    certcase inspect nameless.cer --format json
    says '"selfSigned": true'
    [[ $output != *leaf-not-root* ]]
}

@test "a self-signed certificate for clients alone is no trusted root" {
    openssl req -x509 -newkey rsa:2048 -noenc -keyout key.pem -out client.cer -subj /CN=client -days 300 \
        -addext basicConstraints=critical,CA:FALSE -addext extendedKeyUsage=clientAuth 2>/dev/null
    certcase inspect client.cer
    exits 1
    says client-needs-pfx
}

@test "a signature isn't called a collection of certificates" {
    echo text >text
    openssl cms -sign -signer "$SAMPLES/signer.pem" -inkey "$SAMPLES/signer.key" -in text -outform DER -out smime.p7s
    certcase inspect smime.p7s --at "$AT"
    exits 1
    says "smime.p7s: rejected, the signature of a mail or a file (PKCS#7)" "certificate-of-signature"
    case $output in *collection*) false ;; esac
}

@test "--letter asks the owner of each file for the right one, and says when nothing is to be asked" {
    certcase inspect --letter "$SAMPLES/partner-server.cer" "$ROOT" --at "$AT"
    exits 1
    says "Subject: Please send us the certificates of its CAs: api.partner.example"
    says "  Subject: CN=Partner Issuing CA 1, O=Partner Lda, C=PT"
    says "partner-root.cer: nothing to ask its owner for"
    certcase inspect --letter --quiet "$ROOT" --at "$AT"
    exits 0
    [ -z "$output" ]
    certcase inspect --letter --format json "$ROOT"
    exits 2
    complains "can't be given together with"
}

@test "the next command is there to be pasted: with the names that were given, whatever they are" {
    cp "$ROOT" "partner root (1).cer"
    certcase inspect "partner root (1).cer" --at "$AT"
    [[ $output == *"next: certcase build $(quoted 'partner root (1).cer') -e NAME=HOST" ]]
    certcase inspect "$SAMPLES/partner-client.pfx" --password-file "$SAMPLES/password.txt" --at "$AT"
    [[ $output == *"next: certcase build $SAMPLES/partner-client.pfx -e NAME=HOST --password-file $SAMPLES/password.txt" ]]
    export OUR_PASSWORD
    OUR_PASSWORD=$(cat "$SAMPLES/password.txt")
    certcase inspect "$SAMPLES/partner-client.pfx" --purpose client-side --password-env OUR_PASSWORD --at "$AT"
    [[ $output == *"next: certcase build $SAMPLES/partner-client.pfx --purpose client-side -e NAME=HOST --password-env OUR_PASSWORD" ]]
    certcase inspect "$SAMPLES/partner-server.cer" --purpose server --at "$AT"
    [[ $output == *"next: certcase build $SAMPLES/partner-server.cer --purpose server -e NAME=HOST" ]]
    certcase inspect "$SAMPLES/partner-server.cer" --at "$AT"
    [[ $output == *"next: certcase inspect $SAMPLES/partner-server.cer --letter" ]]
    certcase inspect "$SAMPLES/partner-client.pfx" --no-input --at "$AT"
    [[ $output == *"next: certcase inspect $SAMPLES/partner-client.pfx --password-file PASSWORD" ]]
    accounts_pfx >accounts.pfx
    certcase inspect accounts.pfx --no-input --at "$AT"
    [[ $output == *"next: certcase inspect accounts.pfx --letter" ]]
    head -c 1500 "$SAMPLES/partner-client.pfx" >cut-off.pfx
    certcase inspect cut-off.pfx --no-input --at "$AT"
    [[ $output == *"next: certcase inspect cut-off.pfx --letter" ]]
    openssl pkcs12 -in "$SAMPLES/partner-client-3des.pfx" -passin "file:$SAMPLES/password.txt" -legacy -nodes -out "with key.pem"
    certcase inspect "with key.pem" --at "$AT"
    [[ $output == *"next: certcase convert $(quoted 'with key.pem') -o client.pfx" ]]
    openssl pkcs12 -export -in "with key.pem" -passout pass: -out open.pfx
    certcase inspect open.pfx --purpose client-side --no-input --at "$AT"
    [[ $output == *"next: certcase convert open.pfx -o open-tripledes-sha1.pfx" ]]
    : >empty
    certcase inspect empty "$INVENTORY"
    case $output in *next:*) false ;; esac
}
