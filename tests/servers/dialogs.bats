# needs: openssl
# STARTTLS: our own small servers for each dialog, SQL Server's among them, and an SMTP server.
load helper

setup_file() {
    begin
}

responder() {
    PORT=$(free_port)
    start "$1" /usr/bin/python3 "$BATS_TEST_DIRNAME/dialogs.py" "$1" "$PORT" "$PKI/$2.pem" "$PKI/$2.key"
    listens "$PORT" "$1"
}

@test "IMAP, FTP and SMTP: TLS begins after the dialog" {
    for kind in imap ftp smtp; do
        responder $kind name-expired
        causes "$PORT" --starttls $kind
        is "$output" "name-mismatch expired"
        is "$(value '["starttls"]')" $kind
    done
}

@test "openssl agrees on these dialogs" {
    for kind in imap ftp smtp; do
        responder $kind good
        causes "$PORT" --starttls $kind
        is "$output" ""
        openssl s_client -starttls $kind -connect "127.0.0.1:$PORT" -CAfile "$PKI/public.pem" -verify_return_error -brief </dev/null
    done
}

@test "SQL Server: TLS inside pre-login packets" {
    responder tds unknown-with-root
    probe "$PORT" --starttls tds
    exits 1
    says "TLSv1.2"
    says "unknown-root"
    causes "$PORT" --starttls tds --with "$PKI/partner-root.pem"
    is "$output" ""
}

@test "SQL Server with encryption switched off" {
    responder tds-off good
    probe "$PORT" --starttls tds
    exits 1
    says "starttls-refused"
    says "encryption switched off"
}

@test "a server that speaks first is recognised, and the next command names its dialog" {
    responder smtp good
    probe "$PORT"
    exits 1
    says "not-tls"
    says "next: certcase probe $HOST:$PORT --starttls smtp"
    responder imap good
    probe "$PORT"
    says "next: certcase probe $HOST:$PORT --starttls imap"
}

@test "a dialog with the wrong kind of server says so" {
    responder smtp good
    for kind in imap; do
        probe "$PORT" --starttls $kind
        exits 1
        says "starttls-refused"
        says "the IMAP server answers \"220 ready\""
    done
}

@test "an SMTP server from a package" {
    /usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null || skip "SKIPPED: python3-aiosmtpd is not installed"
    PORT=$(free_port)
    start mail /usr/bin/python3 "$BATS_TEST_DIRNAME/mail.py" "$PORT" "$PKI/unknown-good.pem" "$PKI/unknown-good.key"
    listens "$PORT" mail
    causes "$PORT" --starttls smtp
    is "$output" "unknown-root"
    probe "$PORT"
    says "--starttls smtp"
}
