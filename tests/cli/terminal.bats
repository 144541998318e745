load helper

on_terminal() {
    run /usr/bin/python3 "$BATS_TEST_DIRNAME/type.py" "$@"
}

@test "a PFX password is asked for, and not shown" {
    on_terminal 'not shown' certcase -- "$CERTCASE" inspect "$SAMPLES/partner-client.pfx" --at "$AT"
    says "Password of"
    says "accepted"
    says "exit 0"
    says "echo on"
    [[ $output != *"shown): certcase"* ]]
}

@test "an interrupted password prompt gives the terminal back" {
    on_terminal 'not shown' '^C' -- "$CERTCASE" inspect "$SAMPLES/partner-client.pfx" --at "$AT"
    says "exit 130"
    says "echo on"
}

@test "--no-input never asks" {
    on_terminal 'not shown' certcase -- "$CERTCASE" inspect "$SAMPLES/partner-client.pfx" --at "$AT" --no-input
    [[ $output != *"Password of"* ]]
    says "pfx-password-missing"
}

@test "build asks for the environments by number, again after a wrong answer" {
    on_terminal 'For which' 9 'from 1 to' 2 -- "$CERTCASE" build "$ROOT" --environments "$INVENTORY" --at "$AT" --dry-run
    says "2  Test"
    says "That is no list of names"
    says "exit 0"
}

@test "build takes environments by name, in a list, and all" {
    export NO_COLOR=1
    for answer in 'test, Production' 2-3 'Test,3'; do
        on_terminal 'For which' "$answer" -- "$CERTCASE" build "$ROOT" --environments "$INVENTORY" --at "$AT" --dry-run
        says "40cc8ce1-test_production: accepted"
    done
    on_terminal 'For which' all -- "$CERTCASE" build "$ROOT" --environments "$INVENTORY" --at "$AT" --dry-run
    says "40cc8ce1-development_tes-2abc4136: accepted"
    says "40cc8ce1-datacentre: accepted"
    on_terminal 'For which' 'Tset,1' 'from 1 to' 1 -- "$CERTCASE" build "$ROOT" --environments "$INVENTORY" --at "$AT" --dry-run
    says "40cc8ce1-development: accepted"
}

@test "build asks where to install without an inventory, and whom to ask" {
    on_terminal 'Which file lists' Production=acme.outsystemsenterprise.com 'Who answers' 'Ana <ana@example.com>' -- \
        "$CERTCASE" build "$ROOT" --at "$AT" -o out
    says "exit 0"
    line=$(grep -A1 '^The same without questions:' <<<"$output" | tail -n 1)
    place=$(quoted Production=acme.outsystemsenterprise.com) person=$(quoted 'Ana <ana@example.com>')
    [ "$line" = "  certcase build $ROOT --at $AT -o out -e $place --contact $person" ]
    mv out asked
    sh -ec "$(dirname "$CERTCASE")/${line#  } --no-input"
    cmp out/*.zip asked/*.zip
    certcase show out/*.zip
    says "Ana (ana@example.com)"
    on_terminal 'Who answers' '' -- "$CERTCASE" build "$ROOT" -e P=acme.outsystemsenterprise.com --at "$AT" --dry-run
    says contact-missing
}

@test "a wrong PFX password may be typed again, three times in all" {
    for answers in 'wrong certcase' 'wrong wrong certcase'; do
        steps=()
        for answer in $answers; do steps+=('not shown' "$answer"); done
        on_terminal "${steps[@]}" -- "$CERTCASE" build "$SAMPLES/partner-client-3des.pfx" --environments "$INVENTORY" -e Test --at "$AT" --dry-run
        says "That is not its password."
        says "exit 0"
        says "--dry-run --password-file PASSWORD"
    done
    on_terminal 'not shown' 1 'not shown' 2 'not shown' 3 'not shown' certcase -- "$CERTCASE" build "$SAMPLES/partner-client-3des.pfx" \
        --environments "$INVENTORY" -e Test --at "$AT" --dry-run
    says pfx-password-wrong
    says "exit 1"
}

@test "build without an answer is a usage error" {
    on_terminal 'For which' '' -- "$CERTCASE" build "$ROOT" --environments "$INVENTORY" --at "$AT" --dry-run
    says "no environment was chosen"
    says "exit 2"
}

@test "colour on a terminal, none with NO_COLOR or a dumb one" {
    on_terminal -- "$CERTCASE" inspect "$ROOT" --at "$AT"
    [[ $output == *$'\e['* ]]
    NO_COLOR=1 on_terminal -- "$CERTCASE" inspect "$ROOT" --at "$AT"
    [[ $output != *$'\e['* ]]
    TERM=dumb on_terminal -- "$CERTCASE" inspect "$ROOT" --at "$AT"
    [[ $output != *$'\e['* ]]
}

@test "reports keep to the width of the terminal, but for commands and links" {
    export COLUMNS=80 NO_COLOR=1
    cp "$SAMPLES/partner-issuing-ca.cer" issuing-ca-with-a-name.cer
    printf 'not a zip' >bad.zip
    on_terminal -- "$CERTCASE" inspect issuing-ca-with-a-name.cer --at "$AT"
    says "intermediate-without-root"
    cat >text <<<"$output"
    on_terminal -- "$CERTCASE" audit bad.zip --at "$AT"
    says "zip-malformed"
    cat >>text <<<"$output"
    on_terminal -- "$CERTCASE" build "$ROOT" --environments "$INVENTORY" -e Test --at "$AT" --id one --dry-run
    says "holidays-not-covered"
    cat >>text <<<"$output"
    on_terminal -- "$CERTCASE" probe nobody.invalid --at "$AT"
    says "unreachable"
    cat >>text <<<"$output"
    [ -z "$(tr -d '\r' <text | grep -vE 'next: |https:' | awk 'length > 80')" ]
}

@test "build offers to encrypt a PFX anew that its receiver doesn't take" {
    on_terminal 'Encrypt it anew' y -- "$CERTCASE" build "$SAMPLES/partner-client.pfx" --password-file "$SAMPLES/password.txt" \
        --environments "$INVENTORY" -e Test --at "$AT" --dry-run
    says "exit 0"
    on_terminal 'Encrypt it anew' n -- "$CERTCASE" build "$SAMPLES/partner-client.pfx" --password-file "$SAMPLES/password.txt" \
        --environments "$INVENTORY" -e Test --at "$AT" --dry-run
    says pfx-encryption-not-accepted
    says "exit 1"
}

@test "convert asks twice for the password of a new PFX" {
    openssl req -x509 -newkey rsa:2048 -nodes -keyout new.key -out new.pem -subj /CN=new -days 9
    on_terminal 'not shown' fresh 'not shown' fresh -- "$CERTCASE" convert new.pem --key new.key -o new.pfx
    says "exit 0"
    openssl pkcs12 -in new.pfx -passin pass:fresh -noout
    on_terminal 'not shown' fresh 'not shown' other -- "$CERTCASE" convert new.pem --key new.key -o other.pfx
    says "the two passwords differ"
    [ ! -e other.pfx ]
}

@test "nobody is asked for the password of a PFX that has none" {
    openssl pkcs12 -export -in "$SAMPLES/signer.pem" -inkey "$SAMPLES/signer.key" -passout pass: -out none.pfx
    accounts_pfx >accounts.pfx
    for file in none accounts; do
        on_terminal -- "$CERTCASE" build $file.pfx --purpose client-side --environments "$INVENTORY" -e Test --at "$AT" --dry-run
        [[ $output != *"Password of"* ]]
        says "exit 1"
        on_terminal -- "$CERTCASE" inspect $file.pfx --at "$AT"
        [[ $output != *"Password of"* ]]
    done
    says pfx-for-accounts
    on_terminal -- "$CERTCASE" convert accounts.pfx -o x.pfx
    [[ $output != *"Password of"* ]]
    says "no password opens it"
}

@test "convert asks for the password of a PFX, and for a new one where it has none" {
    on_terminal 'not shown' certcase -- "$CERTCASE" convert "$SAMPLES/partner-client.pfx" -o again.pfx
    says "exit 0"
    openssl pkcs12 -in again.pfx -passin pass:certcase -noout
    openssl pkcs12 -export -in "$SAMPLES/signer.pem" -inkey "$SAMPLES/signer.key" -passout pass: -out none.pfx
    on_terminal 'New password of' fresh 'Once more' fresh -- "$CERTCASE" convert none.pfx -o closed.pfx
    says "exit 0"
    openssl pkcs12 -in closed.pfx -passin pass:fresh -noout
}
