# needs: openssl
# Servers that stall, close, lie and flood: a clear cause, in time, with bounded memory, and nothing of theirs reaches the terminal.
load helper

setup_file() {
    begin
}

hostile() {
    PORT=$(free_port)
    start "$1" /usr/bin/python3 "$BATS_TEST_DIRNAME/hostile.py" "$1" "$PORT"
    listens "$PORT" "$1"
}

# ends KIND CAUSE CODE OPTION...: within the time-out of two seconds and some more
ends() {
    local kind=$1 cause=$2 code=$3 began=$SECONDS
    shift 3
    hostile "$kind"
    causes "$PORT" --timeout 2 "$@"
    is "$output" "$cause"
    exits "$code"
    [ $((SECONDS - began)) -le 9 ]
}

@test "a server that stalls" {
    ends stall timeout 4
    ends drip timeout 4
}

@test "a server that closes or resets" {
    ends close connection-closed 4
    ends reset connection-closed 4
    ends cut handshake-failed 1
}

@test "plain HTTP, and nothing of it is obeyed by the terminal" {
    ends http not-tls 1
    probe "$PORT"
    says 'plain HTTP: "HTTP/1.1 400 Bad Request"'
    ! printf '%s' "$output" | grep -q "$(printf '\033')"
}

@test "nonsense" {
    ends nonsense not-tls 1
}

@test "endless records and messages" {
    ends records handshake-failed 1
    ends handshake handshake-failed 1
}

@test "endless banners before TLS" {
    ends banner handshake-failed 1 --starttls smtp
}

@test "endless lines before TLS" {
    for kind in smtp imap ftp; do
        hostile line
        causes "$PORT" --timeout 2 --starttls $kind
        exits 1
    done
}

@test "lying lengths in binary dialogs" {
    for kind in tds ldap mysql; do
        hostile $kind
        causes "$PORT" --timeout 2 --starttls $kind
        case $output in starttls-refused | timeout | connection-closed) ;; *) is "$output" "a refusal" ;; esac
    done
}

@test "120 certificates: the chain still stands, and only some are looked at" {
    serve crowd crowd
    causes "$PORT"
    is "$(value '["chainLength"]')" 120
    is "$(/usr/bin/python3 -c 'import json, sys; print(len(json.load(open(sys.argv[1]))["targets"][0]["chain"]))' "$BATS_TEST_TMPDIR/probe.json")" 100
    is "$output" ""
}

@test "a certificate of 1 MB is read, one of 3 MB is too much; memory stays bounded" {
    serve large large
    causes "$PORT"
    is "$output" ""
    serve huge huge
    causes "$PORT"
    is "$output" "handshake-failed"
    case $CERTCASE in *asan*) return ;; esac
    /usr/bin/python3 - "$CERTCASE" "$PORT" <<'P'
import resource, subprocess, sys
subprocess.run([sys.argv[1], "probe", "127.0.0.1:" + sys.argv[2]], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
assert used < 300 * 1024, "%d KB" % used
P
}

@test "a name made to harm shows escaped, and the next command stays harmless" {
    cd "$BATS_TEST_TMPDIR"
    serve name hostile-name
    probe "$PORT" --save saved
    exits 1
    ! printf '%s' "$output" | grep -q "$(printf '\033')"
    case "$output" in *$'\u202e'*) return 1 ;; esac
    says 'next: certcase build saved/'
    ls saved | grep -qE '^[a-z0-9-]+\.cer$'
}

@test "a proxy is asked by CONNECT, and its refusal is shown" {
    serve behind good
    local proxy
    proxy=$(free_port)
    start proxy /usr/bin/python3 "$BATS_TEST_DIRNAME/proxy.py" "$proxy"
    listens "$proxy" proxy
    causes "$PORT" --proxy "http://user:p%20w@127.0.0.1:$proxy"
    is "$output" ""
    exits 0
    HTTPS_PROXY=http://127.0.0.1:$proxy causes "$PORT"
    is "$output" "unreachable"
    exits 4
    probe "$PORT" --proxy "127.0.0.1:$proxy"
    says "the proxy answers"
    HTTPS_PROXY=http://127.0.0.1:$proxy NO_PROXY=127.0.0.1 causes "$PORT"
    is "$output" ""
}
