# What every file of server tests starts with: load helper. Servers run in the test's own folder, on free ports of the loopback, and end with it.
# CERTCASE is the program under test.

bats_require_minimum_version 1.5.0
HOST=api.partner.test
FOLDER=$BATS_FILE_TMPDIR
PKI=$FOLDER/pki

# begin: certificates for this file
begin() {
    : "${CERTCASE:?name the program under test}"
    /usr/bin/python3 "$BATS_TEST_DIRNAME/pki.py" "$PKI"
}

free_port() {
    /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# start NAME COMMAND...: in the background; its log is NAME.log
start() {
    local name=$1
    shift
    "$@" >"$FOLDER/$name.log" 2>&1 3>&- &
    echo $! >>"$FOLDER/pids"
}

# listens PORT NAME: waits until the server that was started last does, ten seconds at most
listens() {
    for _ in $(seq 200); do
        (exec 9<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return 0
        kill -0 "$(tail -n 1 "$FOLDER/pids")" 2>/dev/null || break
        sleep 0.05
    done
    echo "nobody listens on port $1" >&2
    tail -n 20 "$FOLDER/$2.log" >&2
    return 1
}

# The servers that this file started, and nobody else's.
finish() {
    local pid
    [ -f "$FOLDER/pids" ] || return 0
    while read -r pid; do
        kill "$pid" 2>/dev/null || true
    done <"$FOLDER/pids"
    for _ in $(seq 100); do
        runs || break
        sleep 0.1
    done
    while read -r pid; do
        kill -9 "$pid" 2>/dev/null || true
    done <"$FOLDER/pids"
    rm "$FOLDER/pids"
}

# Whether one of them still runs; what ended and waits for its parent doesn't.
runs() {
    local pid
    while read -r pid; do
        grep -q '^State:[[:space:]]*[^Z[:space:]]' "/proc/$pid/status" 2>/dev/null && return 0
    done <"$FOLDER/pids"
    return 1
}

teardown_file() {
    finish
}

# serve NAME CERTIFICATE OPTION...: openssl s_server in the background; $PORT is its port
serve() {
    local name=$1 certificate=$2
    shift 2
    PORT=$(free_port)
    [ ! -s "$PKI/$certificate.rest" ] || set -- -cert_chain "$PKI/$certificate.rest" "$@"
    start "$name" openssl s_server -www -accept "127.0.0.1:$PORT" -cert "$PKI/$certificate.pem" -key "$PKI/$certificate.key" \
        -no-CApath -cipher ALL:@SECLEVEL=0 "$@"
    listens "$PORT" "$name"
}

# probe PORT OPTION...: standard output in $output, standard error in $stderr, the exit code in $status
probe() {
    local port=$1
    shift
    run --separate-stderr "$CERTCASE" probe "$HOST:$port" --connect "127.0.0.1:$port" --ca-bundle "$PKI/public.pem" --timeout 8 "$@"
}

# causes PORT OPTION...: the ids of what is left, in one line, in $output
causes() {
    probe "$@" --format json
    printf '%s' "$output" >"$BATS_TEST_TMPDIR/probe.json"
    output=$(/usr/bin/python3 -c 'import json, sys
for t in json.load(open(sys.argv[1]))["targets"]:
    print(*[c["id"] for c in t["causes"] if not c["cured"]])' "$BATS_TEST_TMPDIR/probe.json")
}

# value PATH: of the last causes' JSON, as Python writes it: value '["tls"]["version"]'
value() {
    /usr/bin/python3 -c "import json, sys; print(json.load(open(sys.argv[1]))['targets'][0]$1)" "$BATS_TEST_TMPDIR/probe.json"
}

is() {
    [ "$1" = "$2" ] && return 0
    printf 'it is: %s\nexpected: %s\n%s\n' "$1" "$2" "$stderr" >&2
    return 1
}

exits() {
    [ "$status" -eq "$1" ] && return 0
    printf 'exit code %s, expected %s\n%s\n%s\n' "$status" "$1" "$output" "$stderr" >&2
    return 1
}

says() {
    case "$(printf '%s' "$output" | tr -s ' \n' '  ')" in *"$1"*) return 0 ;; esac
    printf 'standard output lacks: %s\nit is:\n%s\n' "$1" "$output" >&2
    return 1
}

# Whether our causes are none that concerns the certificate.
we_verify() {
    case " $output " in
    *" name-mismatch "* | *" expired "* | *" not-yet-valid "* | *" not-accepted "* | *" unknown-root "* | *" self-signed "* | *" chain-incomplete "*)
        echo no ;;
    *) echo yes ;;
    esac
}

# judged PORT [OPENSSL-OPTION...]: our verdict on the certificate (of the last `causes`) against openssl's and curl's
judged() {
    local port=$1 ours openssl=yes curl=yes code=0
    shift
    ours=$(we_verify)
    openssl s_client -connect "127.0.0.1:$port" -servername "$HOST" -verify_hostname "$HOST" -CAfile "$PKI/public.pem" -no-CApath \
        -verify_return_error -brief "$@" </dev/null >"$FOLDER/s_client" 2>&1 || openssl=no
    is "openssl $openssl" "openssl $ours"
    [ $# -eq 0 ] || return 0
    curl --silent --noproxy '*' --output /dev/null --max-time 3 --cacert "$PKI/public.pem" --resolve "$HOST:$port:127.0.0.1" \
        "https://$HOST:$port/" || code=$?
    case $code in 51 | 60) curl=no ;; esac
    is "curl $curl" "curl $ours"
}
