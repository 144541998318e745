# needs: mariadbd mariadb-install-db openssl
# MariaDB: TLS after its greeting, and a server that has it switched off.
load helper

setup_file() {
    begin
    export ON OFF DATA
    ON=$(free_port) OFF=$(free_port) DATA=$(mktemp -d /tmp/certcase-mariadb.XXXXXX)
    mariadb-install-db --no-defaults --datadir="$DATA/db" --auth-root-authentication-method=normal --skip-test-db --user=root \
        >"$FOLDER/install.log" 2>&1
    server on "$ON" --ssl-cert="$PKI/unknown-good.pem" --ssl-key="$PKI/unknown-good.key"
}

teardown_file() {
    finish
    rm -rf "$DATA"
}

server() {
    local name=$1 port=$2
    shift 2
    start "$name" mariadbd --no-defaults --user=root --datadir="$DATA/db" --port="$port" --bind-address=127.0.0.1 --socket="$DATA/$name.sock" \
        --pid-file="$DATA/$name.pid" --skip-log-bin --innodb-flush-log-at-trx-commit=0 --innodb-buffer-pool-size=8M "$@"
    listens "$port" "$name"
}

@test "MariaDB with TLS" {
    causes "$ON" --starttls mysql
    is "$output" "unknown-root client-certificate" # it asks everybody, without naming CAs: a warning
    causes "$ON" --starttls mysql --with "$PKI/partner-root.pem"
    is "$output" "client-certificate"
    exits 0
    openssl s_client -starttls mysql -connect "127.0.0.1:$ON" -brief </dev/null
}

@test "its greeting is recognised without --starttls" {
    probe "$ON"
    exits 1
    says "not-tls"
    says "--starttls mysql"
}

@test "MariaDB without TLS" {
    finish
    server off "$OFF"
    probe "$OFF" --starttls mysql
    exits 1
    says "the MySQL server has TLS switched off"
}
