# needs: stunnel4 openssl curl
# stunnel in front of a plain service.
load helper

setup_file() {
    begin
    export TUNNEL
    TUNNEL=$(free_port)
    printf 'foreground = yes\npid =\nsyslog = no\n[one]\naccept = 127.0.0.1:%s\nconnect = 127.0.0.1:1\ncert = %s\nkey = %s\n' "$TUNNEL" \
        "$PKI/unknown-name.pem" "$PKI/unknown-name.key" >"$FOLDER/stunnel.conf"
    start stunnel stunnel4 "$FOLDER/stunnel.conf"
    listens "$TUNNEL" stunnel
}

@test "stunnel: name and root" {
    causes "$TUNNEL"
    is "$output" "name-mismatch unknown-root"
    judged "$TUNNEL"
}
