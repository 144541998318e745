# needs: postgres initdb runuser openssl
# needs root
# PostgreSQL: TLS after its SSLRequest, and a server that has it switched off.
load helper

setup_file() {
    begin
    export DATA ON OFF
    DATA=$(mktemp -d /tmp/certcase-postgres.XXXXXX) ON=$(free_port) OFF=$(free_port)
    cp "$PKI/unknown-name.pem" "$PKI/unknown-name.key" "$DATA"
    chmod 600 "$DATA/unknown-name.key"
    chown -R postgres: "$DATA"
    runuser -u postgres -- "$(command -v initdb)" -D "$DATA/db" --no-sync -A trust >"$FOLDER/initdb.log" 2>&1
    start on runuser -u postgres -- "$(command -v postgres)" -D "$DATA/db" -p "$ON" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
        -c ssl=on -c ssl_cert_file="$DATA/unknown-name.pem" -c ssl_key_file="$DATA/unknown-name.key" -c fsync=off
    listens "$ON" on
}

teardown_file() {
    finish
    rm -rf "$DATA"
}

@test "PostgreSQL with TLS" {
    causes "$ON" --starttls postgres
    is "$output" "name-mismatch unknown-root"
    openssl s_client -starttls postgres -connect "127.0.0.1:$ON" -brief </dev/null
    causes "$ON" --starttls postgres --servername other.test --with "$PKI/partner-root.pem"
    is "$output" ""
}

@test "PostgreSQL without TLS" {
    finish
    start off runuser -u postgres -- "$(command -v postgres)" -D "$DATA/db" -p "$OFF" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
        -c ssl=off -c fsync=off
    listens "$OFF" off
    probe "$OFF" --starttls postgres
    exits 1
    says "the PostgreSQL server has TLS switched off"
}
