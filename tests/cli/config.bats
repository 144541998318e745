load helper

@test "certcase.json gives defaults; a variable wins over it; an option over both" {
    echo '{"format": "json", "at": "2045-01-01"}' >certcase.json
    certcase inspect "$ROOT"
    exits 1
    says '"schema"'
    CERTCASE_FORMAT=text certcase inspect "$ROOT"
    exits 1
    [[ $output != *'"schema"'* ]]
    CERTCASE_AT=2046-01-01 certcase inspect "$ROOT" --at "$AT" --format text
    exits 0
}

@test "the file in XDG_CONFIG_HOME and in ~/.config, when there is none here" {
    mkdir -p xdg/certcase .config/certcase
    echo '{"at": "2045-01-01"}' >xdg/certcase/certcase.json
    echo '{"at": "2026-11-20"}' >.config/certcase/certcase.json
    certcase inspect "$ROOT"
    exits 0
    XDG_CONFIG_HOME=$PWD/xdg certcase inspect "$ROOT"
    exits 1
}

@test "an unknown key stops with 2 and the key that was meant" {
    echo '{"platfrom": "windows-2022"}' >certcase.json
    certcase inspect "$ROOT"
    exits 2
    complains "certcase.json: platfrom: no option is called so" 'did you mean "platform"?'
    certcase inspect -h
    exits 0 # help works with a broken configuration
}

@test "environments and other lists" {
    printf '{"environments": "%s", "environment": ["Test", "Production"], "no-input": true}' "$INVENTORY" >certcase.json
    certcase build "$ROOT" --at "$AT" --dry-run --format json
    exits 0
    CERTCASE_ENVIRONMENT='Tset' certcase build "$ROOT" --at "$AT" --dry-run
    exits 1
    says "environment-unknown"
}

@test "--help can't be made the default, and isn't suggested either" {
    echo '{"help": true}' >certcase.json
    certcase inspect "$ROOT" --at "$AT"
    exits 2
    complains "certcase.json: help: no option is called so" "keys are the long names"
}

@test "a default waits for the option that it needs; what is typed does not" {
    CERTCASE_FORCE=yes CERTCASE_KEY_PASSWORD_FILE=nothing.txt certcase inspect "$ROOT" --at "$AT"
    exits 0
    CERTCASE_KEY_PASSWORD_FILE=nothing.txt build --dry-run
    exits 0
    certcase inspect "$ROOT" --at "$AT" --force=no
    exits 0
    CERTCASE_EXTRACT=out certcase inspect "$ROOT" --at "$AT" --force
    exits 0
    build --dry-run --key-password-file nothing.txt
    exits 2
}
