# needs: slapd openssl
# OpenLDAP: LDAPS, and StartTLS on the plain port.
load helper

setup_file() {
    begin
    export PLAIN SECURE
    PLAIN=$(free_port) SECURE=$(free_port)
    mkdir "$FOLDER/db"
    cat >"$FOLDER/slapd.conf" <<C
pidfile $FOLDER/slapd.pid
TLSCACertificateFile $PKI/unknown-with-root.pem
TLSCertificateFile $PKI/unknown-with-root.pem
TLSCertificateKeyFile $PKI/unknown-with-root.key
database config
C
    start slapd slapd -d 0 -f "$FOLDER/slapd.conf" -h "ldap://127.0.0.1:$PLAIN ldaps://127.0.0.1:$SECURE"
    listens "$SECURE" slapd
}

@test "LDAPS: unknown root, saved, and good with it" {
    cd "$BATS_TEST_TMPDIR"
    probe "$SECURE" --save saved
    exits 1
    says "unknown-root"
    is "$(ls saved)" partner-root.cer
    causes "$SECURE" --with saved/partner-root.cer
    is "$output" ""
}

@test "StartTLS" {
    causes "$PLAIN" --starttls ldap
    is "$output" "unknown-root"
    causes "$PLAIN" --starttls ldap --with "$PKI/partner-root.pem"
    is "$output" ""
    exits 0
    openssl s_client -starttls ldap -connect "127.0.0.1:$PLAIN" -CAfile "$PKI/partner-root.pem" -verify_return_error -brief </dev/null
}

@test "TLS on the plain port is answered by nothing good" {
    probe "$PLAIN" --timeout 3
    [ "$status" -eq 1 ] || [ "$status" -eq 4 ]
}

@test "a URL says it all" {
    run --separate-stderr "$CERTCASE" probe "ldap://127.0.0.1:$PLAIN" --ca-bundle "$PKI/public.pem"
    exits 1
    says "unknown-root"
    says "next: certcase probe 127.0.0.1:$PLAIN --starttls ldap --save saved"
}
