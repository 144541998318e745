# needs: nginx openssl curl
# nginx as people run it: one instance, a port for each way to be configured.
load helper

setup_file() {
    begin
    export GOOD EXPIRED NAME INCOMPLETE CLIENT OLD CHACHA CURVE
    GOOD=$(free_port) EXPIRED=$(free_port) NAME=$(free_port) INCOMPLETE=$(free_port)
    CLIENT=$(free_port) OLD=$(free_port) CHACHA=$(free_port) CURVE=$(free_port)
    {
        echo "daemon off; master_process off; worker_processes 1; pid $FOLDER/nginx.pid; error_log $FOLDER/error.log;"
        echo "events { worker_connections 64; } http { access_log off; client_body_temp_path $FOLDER/body; proxy_temp_path $FOLDER/proxy;"
        echo "fastcgi_temp_path $FOLDER/fastcgi; uwsgi_temp_path $FOLDER/uwsgi; scgi_temp_path $FOLDER/scgi;"
        site "$GOOD" good ""
        site "$EXPIRED" expired ""
        site "$NAME" name ""
        site "$INCOMPLETE" incomplete ""
        site "$CLIENT" good "ssl_verify_client on; ssl_client_certificate $PKI/partner-root.pem;"
        site "$OLD" good "ssl_protocols TLSv1; ssl_ciphers ALL:@SECLEVEL=0;"
        site "$CHACHA" good "ssl_protocols TLSv1.2; ssl_ciphers ECDHE-RSA-CHACHA20-POLY1305;"
        site "$CURVE" p521 ""
        echo "}"
    } >"$FOLDER/nginx.conf"
    start nginx nginx -c "$FOLDER/nginx.conf" -e "$FOLDER/error.log"
    listens "$GOOD" nginx
}

site() {
    echo "server { listen 127.0.0.1:$1 ssl; ssl_certificate $PKI/$2.pem; ssl_certificate_key $PKI/$2.key; $3 return 200; }"
}

found() {
    causes "$1"
    is "$output" "$2"
}

@test "nginx: good" {
    found "$GOOD" ""
    exits 0
    judged "$GOOD"
}

@test "nginx: expired" {
    found "$EXPIRED" "expired"
    judged "$EXPIRED"
}

@test "nginx: wrong name" {
    found "$NAME" "name-mismatch"
    judged "$NAME"
}

@test "nginx: incomplete chain" {
    found "$INCOMPLETE" "unknown-root chain-incomplete"
    judged "$INCOMPLETE"
}

@test "nginx: client certificate wanted" {
    found "$CLIENT" "client-certificate"
    is "$(value '["clientCertificate"]["acceptedCAs"]')" "['CN=Partner Root, O=Partner']"
}

@test "nginx: TLS 1.0 alone" {
    found "$OLD" "protocol-mismatch"
    is "$(value '["offers"][0]["version"]')" TLSv1
    judged "$OLD" -tls1 -cipher ALL:@SECLEVEL=0
}

@test "nginx: ChaCha20 alone" {
    found "$CHACHA" "protocol-mismatch"
    is "$(value '["offers"][0]["suite"]')" TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
    judged "$CHACHA"
}

@test "nginx: an EC P-521 certificate" {
    causes "$CURVE"
    is "$output" "protocol-mismatch weak-key"
    judged "$CURVE"
}
