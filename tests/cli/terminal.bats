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
    says "That is no list of numbers"
    says "exit 0"
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
