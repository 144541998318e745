# What every file of command-line tests starts with: load helper
# CERTCASE is the program under test, SAMPLES the folder with sample files. NOT_HERE names tests that can't hold where it runs, a line each
# ("FILE: NAME").

bats_require_minimum_version 1.5.0

setup() {
    : "${CERTCASE:?name the program under test}" "${SAMPLES:?name the folder of sample files}"
    if grep -qxF "$(basename "$BATS_TEST_FILENAME" .bats): $BATS_TEST_DESCRIPTION" "${NOT_HERE:-/dev/null}"; then
        skip "listed in $NOT_HERE"
    fi
    export HOME="$BATS_TEST_TMPDIR" TERM=xterm COLUMNS=80
    unset XDG_CONFIG_HOME NO_COLOR SOURCE_DATE_EPOCH
    unset "${!CERTCASE_@}"
    cd "$BATS_TEST_TMPDIR" || return 1
    AT=2026-11-20T08:00:00Z
    INVENTORY=$SAMPLES/../inventory.xml
    ROOT=$SAMPLES/partner-root.cer
}

# certcase ARG...: standard output in $output, standard error in $stderr, the exit code in $status
certcase() {
    run --separate-stderr "$CERTCASE" "$@"
}

# Fails with what came out when the exit code is another.
exits() {
    [ "$status" -eq "$1" ] && return 0
    printf 'exit code %s, expected %s\n%s\n%s\n' "$status" "$1" "$output" "$stderr" >&2
    return 1
}

# Standard output has these words, each argument's for itself, wherever its lines are broken.
says() {
    for words in "$@"; do
        # shellcheck disable=SC2046,SC2086 # words
        case "$output $(set -f; echo $output)" in *"$words"*) continue ;; esac
        printf 'standard output lacks: %s\nit is:\n%s\n' "$words" "$output" >&2
        return 1
    done
}

# The message is on standard error, and names what to do where a second argument is given.
complains() {
    case "$stderr" in *"$1"*"${2-}"*) return 0 ;; esac
    printf 'standard error lacks: %s ... %s\nit is:\n%s\n' "$1" "${2-}" "$stderr" >&2
    return 1
}

# Who may read a file: "owner" or "all". Of Windows' list Wine makes a mode, in which the user and the user's group are one.
readers() {
    case ${NOT_HERE:+wine-}$(stat -c %a "$1") in
    600 | wine-7[57]0) echo owner ;;
    644 | wine-644 | wine-775) echo all ;;
    esac
}

# A word as a command that is printed has it: for a POSIX shell, there for cmd and PowerShell.
quoted() {
    [ -n "${NOT_HERE-}" ] && printf '"%s"' "$1" || printf "'%s'" "${1//\'/\'\\\'\'}"
}

build() {
    certcase build "$ROOT" --environments "$INVENTORY" -e Test --at "$AT" --no-input "$@"
}

# client.pfx and password.txt, with the password that opens it.
client_pfx() { # PASSWORD
    printf '%s\n' "$1" >password.txt
    certcase convert "$SAMPLES/partner-client.pfx" --password-file "$SAMPLES/password.txt" -o client.pfx --new-password-file password.txt
    exits 0
}

build_client() {
    certcase build client.pfx --password-file password.txt --at "$AT" --no-input -o out "$@"
}

# A PFX that is protected for accounts of Active Directory: no password opens it.
accounts_pfx() {
    base64 -d <<'END'
MIGsAgEDMIGmBgkqhkiG9w0BBwGggZgEgZUwgZIwTwYJKoZIhvcNAQcGoEIwQAIBADA7BgkqhkiG9w0BBwEwHAYKKoZIhvcNAQwBAzAOBAhzYWx0c2FsdAIC
B9CAEDAxMjM0NTY3ODlhYmNkZWYwPwYJKoZIhvcNAQcBoDIEMDAuMCwGCyqGSIb3DQEMCgEFoB0wGwYJKwYBBAGCNxEEoA4EDGZvciBhY2NvdW50cw==
END
}
