# needs: openssl curl
# Each cause alone and in pairs, on openssl s_server; judged by openssl s_client and curl.
load helper

setup_file() {
    begin
}

teardown_file() {
    finish
}

# one CERTIFICATE "CAUSES": what is found, and that the judges agree
one() {
    serve "$1" "$1"
    causes "$PORT"
    is "$output" "$2"
    judged "$PORT"
}

# old CERTIFICATE "CAUSES": the same on a server that has TLS 1.0 alone
old() {
    serve "old-$1" "$1" -tls1
    causes "$PORT"
    is "$output" "protocol-mismatch${2:+ $2}"
    judged "$PORT" -tls1 -cipher ALL:@SECLEVEL=0
}

@test "a good server works, and nothing has to be asked for" {
    serve good good
    probe "$PORT"
    exits 0
    says "works"
    says "no request is needed"
    causes "$PORT"
    is "$output" ""
    is "$(value '["tls"]["version"]')" TLSv1.3
    judged "$PORT"
}

@test "name mismatch alone" {
    one name "name-mismatch"
}

@test "expired alone" {
    one expired "expired"
}

@test "not yet valid alone" {
    one early "not-yet-valid"
}

@test "unknown root alone" {
    one unknown-good "unknown-root"
}

@test "self-signed alone" {
    one self "self-signed"
}

@test "protocol mismatch alone" {
    old good ""
    says "protocol-mismatch"
    is "$(value '["offers"][0]["version"]')" TLSv1
}

@test "pairs: name and dates" {
    one name-expired "name-mismatch expired"
}

@test "pairs: unknown root and another" {
    one unknown-name "name-mismatch unknown-root"
    one unknown-expired "expired unknown-root"
    one unknown-early "not-yet-valid unknown-root"
}

@test "pairs: self-signed and another" {
    one self-name "name-mismatch self-signed"
    one self-expired "expired self-signed"
}

@test "pairs: protocol and another" {
    old name "name-mismatch"
    old expired "expired"
    old unknown-good "unknown-root"
    old self "self-signed"
}

@test "three at once" {
    one unknown-name-expired "name-mismatch expired unknown-root"
}

@test "a chain without its intermediate is told from a whole one, with the place of the missing one" {
    one incomplete "unknown-root chain-incomplete"
    probe "$PORT"
    says "http://ca.partner.test/issuing.cer (not fetched)"
    exits 1
}

@test "a root that is sent along does no harm" {
    one with-root ""
}

@test "certificates that are not accepted: purpose, name constraints, an issuer that is no CA" {
    one client-purpose "not-accepted"
    one constrained "not-accepted"
    one not-a-ca "not-accepted"
}

@test "weak keys and signatures warn" {
    serve weak weak
    causes "$PORT"
    is "$output" "weak-key"
    exits 0
    serve sha1 sha1
    causes "$PORT"
    is "$output" "weak-signature"
}

@test "a certificate that expires before a case could be delivered" {
    serve soon soon
    causes "$PORT"
    is "$output" "expires-before-delivery"
}

@test "the platform decides: TLS 1.3 alone is nothing for Windows Server 2016" {
    serve modern good -tls1_3
    causes "$PORT" --platform windows-2022
    is "$output" ""
    causes "$PORT" --platform windows-2016
    is "$output" "protocol-mismatch"
    is "$(value '["offers"][0]["version"]')" TLSv1.3
}

@test "what only ChaCha20 and CCM serve is named" {
    serve chacha good -tls1_2 -cipher ECDHE-RSA-CHACHA20-POLY1305:AES128-CCM
    causes "$PORT"
    is "$output" "protocol-mismatch"
    says "protocol-mismatch"
    probe "$PORT"
    says "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
    says "TLS_RSA_WITH_AES_128_CCM"
}

@test "a curve that is off: only X448" {
    serve x448 good -tls1_3 -curves X448
    causes "$PORT"
    is "$output" "protocol-mismatch"
    probe "$PORT"
    says "insists on the curve X448"
}

@test "a P-521 certificate is a mismatch, and its key is the reason" {
    serve p521 p521
    probe "$PORT"
    exits 1
    says "protocol-mismatch"
    says "on the curve P-521, which is off there"
    serve p256 p256
    causes "$PORT"
    is "$output" ""
}

@test "--save writes the root when it is sent, and the next command builds from it" {
    cd "$BATS_TEST_TMPDIR"
    serve root unknown-with-root
    probe "$PORT" --save saved
    exits 1
    says "next: certcase build saved/partner-root.cer -e NAME=HOST --consumes https://$HOST:$PORT --ca-bundle $PKI/public.pem"
    is "$(ls saved)" partner-root.cer
    cmp <(openssl x509 -in saved/partner-root.cer -outform DER) <(openssl x509 -in "$PKI/partner-root.pem" -outform DER)
}

@test "what came over an unverified connection is to be compared: on the screen, in JSON, in the file, in the ticket made from it" {
    cd "$BATS_TEST_TMPDIR"
    serve unverified unknown-with-root
    sha256=$(openssl x509 -in "$PKI/partner-root.pem" -outform DER | sha256sum | cut -d' ' -f1)
    probe "$PORT" --save saved
    says "SHA-256 $sha256 it came over a connection that nothing verified: compare it with its owner before you ask for it"
    grep -q "^SHA-256 $sha256: compare it with its owner before you ask for it" saved/partner-root.cer
    causes "$PORT"
    is "$(value '["ask"]["sha256"]')" "$sha256"
    is "$(value '["ask"]["compare"]')" "it came over a connection that nothing verified: compare it with its owner before you ask for it"
    build() {
        run --separate-stderr "$CERTCASE" build saved/partner-root.cer --environments "$BATS_TEST_DIRNAME/../support/inventory.xml" \
            -e "$1" --ca-bundle "$PKI/public.pem" -o out --id "$2" --no-input "${@:3}"
    }
    build Test one
    exits 0
    says "unverified-origin"
    says "its SHA-256 is $sha256"
    output=$("$CERTCASE" show out/one.zip | tr -d '\r')
    says "Before it is installed: compare the SHA-256 above with the certificate's owner."
    output=$("$CERTCASE" show out/one.zip --part submit | tr -d '\r')
    says "Compare the SHA-256 in TICKET.txt with the certificate's owner, by another way, before you ask for it"
    build Datacentre two
    output=$("$CERTCASE" show out/two.zip --part submit | tr -d '\r')
    says "Compare the SHA-256 in TICKET.txt with the certificate's owner"
    build Test three --accept unverified-origin
    exits 0
    output=$("$CERTCASE" show out/three.zip | tr -d '\r')
    says "Known and accepted: The certificate came over a connection that nothing verified (unverified-origin)"
    case "$output" in *"compare the SHA-256"*) false ;; esac
    run --separate-stderr "$CERTCASE" audit out/one.zip out/three.zip --ca-bundle "$PKI/public.pem"
    exits 0
    # what a server that is trusted sends is saved as it is
    serve verified good
    probe "$PORT" --save trusted --save-chain
    openssl x509 -inform DER -in trusted/*-1-server.cer -noout
}

@test "--save writes no leaf for an answer: without its root it names the issuer" {
    cd "$BATS_TEST_TMPDIR"
    serve no-root unknown-good
    probe "$PORT" --save saved
    says "the server doesn't send its root"
    says "Partner Root"
    says "saved nothing: the server doesn't send what to ask for"
    is "$(ls saved 2>/dev/null)" ""
    probe "$PORT" --save saved --save-chain
    is "$(echo saved/*)" "$(echo saved/api-partner-test-"$PORT"-chain-1-server.cer saved/api-partner-test-"$PORT"-chain-2-intermediate.cer)"
}

@test "--save writes a self-signed certificate, and doesn't overwrite another one" {
    cd "$BATS_TEST_TMPDIR"
    mkdir saved
    echo mine >saved/api-partner-test.cer
    serve saved-self self
    probe "$PORT" --save saved
    is "$(cat saved/api-partner-test.cer)" mine
    cmp <(openssl x509 -in saved/api-partner-test-*.cer -outform DER) <(openssl x509 -in "$PKI/self.pem" -outform DER)
}

@test "an expired self-signed certificate is not worth asking for" {
    cd "$BATS_TEST_TMPDIR"
    serve saved-expired self-expired
    probe "$PORT" --save saved
    exits 1
    says "saved nothing: there is no certificate to ask for"
    is "$(ls saved 2>/dev/null)" ""
}

@test "--with says whether it would work, and what remains" {
    serve with unknown-good
    causes "$PORT" --with "$PKI/partner-root.pem"
    exits 0
    is "$output" ""
    is "$(value '["with"]["works"]')" True
    probe "$PORT" --with "$PKI/partner-root.pem" --save saved
    exits 0
    says "saved nothing: what is to be asked for is what --with gave"
    says "next: certcase build $PKI/partner-root.pem "
    causes "$PORT" --with "$PKI/partner-ca.pem"
    is "$output" "unknown-root"
    serve with-name unknown-name
    causes "$PORT" --with "$PKI/partner-root.pem"
    exits 1
    is "$output" "name-mismatch"
    is "$(value '["with"]["remaining"]')" "['name-mismatch']"
    serve with-incomplete unknown-incomplete
    causes "$PORT" --with "$PKI/partner-root.pem"
    is "$output" "unknown-root chain-incomplete"
    causes "$PORT" --with "$PKI/partner-root.pem" --with "$PKI/partner-ca.pem"
    is "$output" ""
    serve with-self self
    causes "$PORT" --with "$PKI/self.pem"
    is "$output" ""
}

@test "several targets keep their order in every format; what can't be reached gives 4" {
    serve several-good good
    local good=$PORT
    serve several-self self
    local closed
    closed=$(free_port)
    printf '# servers\n127.0.0.1:%s\n\nhttps://127.0.0.1:%s/path\n127.0.0.1:%s\n' "$good" "$PORT" "$closed" >"$BATS_TEST_TMPDIR/targets"
    for format in json ndjson junit text; do
        run --separate-stderr "$CERTCASE" probe --targets "$BATS_TEST_TMPDIR/targets" --ca-bundle "$PKI/public.pem" --timeout 60 \
            --format $format
        exits 4
        printf '%s\n' "$output" >"$BATS_TEST_TMPDIR/$format"
    done
    /usr/bin/python3 - "$BATS_TEST_TMPDIR" "$good" "$PORT" "$closed" <<'P'
import json, sys, xml.etree.ElementTree as tree
folder, ports = sys.argv[1], ["127.0.0.1:" + p for p in sys.argv[2:]]
whole = json.load(open(folder + "/json"))["targets"]
lines = [json.loads(line) for line in open(folder + "/ndjson")]
assert whole == lines, ("both JSON shapes say the same", [(a, b) for a, b in zip(whole, lines) if a != b])
assert [t["target"] for t in whole] == ports
assert [t["verdict"] for t in whole] == ["works", "fails", "unreachable"], whole
suites = tree.parse(folder + "/junit").getroot().findall("testsuite")
assert [s.get("name") for s in suites] == ports
assert [(s.get("failures"), s.get("errors")) for s in suites] == [("0", "0"), ("2", "0"), ("0", "1")], [s.attrib for s in suites]
P
    run --separate-stderr "$CERTCASE" probe "127.0.0.1:$PORT" --ca-bundle "$PKI/public.pem"
    exits 1
}

@test "JSON fits its schema" {
    serve schema-client unknown-good -Verify 1 -CAfile "$PKI/partner-root.pem"
    causes "$PORT" --save "$BATS_TEST_TMPDIR/saved" --save-chain --with "$PKI/partner-root.pem"
    /usr/bin/python3 "$BATS_TEST_DIRNAME/../judges/schema.py" "$BATS_TEST_DIRNAME/../../schemas/probe.schema.json" "$BATS_TEST_TMPDIR/probe.json"
    serve schema-old unknown-incomplete -tls1_1
    causes "$PORT"
    /usr/bin/python3 "$BATS_TEST_DIRNAME/../judges/schema.py" "$BATS_TEST_DIRNAME/../../schemas/probe.schema.json" "$BATS_TEST_TMPDIR/probe.json"
}

@test "a client certificate that is asked for, with the CAs that are accepted" {
    serve client13 good -Verify 1 -CAfile "$PKI/partner-root.pem"
    causes "$PORT"
    exits 1
    is "$output" "client-certificate"
    is "$(value '["clientCertificate"]')" "{'asked': True, 'required': True, 'acceptedCAs': ['CN=Partner Root, O=Partner'], 'acceptedCAsInAll': 1}"
    serve client12 good -tls1_2 -Verify 1 -CAfile "$PKI/partner-root.pem"
    causes "$PORT"
    is "$output" "client-certificate"
    is "$(value '["clientCertificate"]["required"]')" True
    serve client-may good -verify 1 -CAfile "$PKI/partner-root.pem"
    causes "$PORT"
    is "$(value '["clientCertificate"]["required"]')" False
    probe "$PORT"
    says "next: certcase build client.pfx"
}

@test "where the root and a client certificate are missing, both are asked for, each with its command" {
    serve both unknown-good -Verify 1 -CAfile "$PKI/partner-root.pem"
    probe "$PORT"
    exits 1
    says "ask for "
    says "and a client certificate (.pfx with its password) from the owner of the service"
    says "certcase build client.pfx --password-file password.txt"
    causes "$PORT"
    is "$output" "unknown-root client-certificate"
    case "$(value '["next"]')" in "certcase probe "*) ;; *) false ;; esac
    case "$(value '["nextClient"]')" in "certcase build client.pfx "*) ;; *) false ;; esac
    causes "$PORT" --with "$PKI/partner-root.pem"
    is "$output" "client-certificate"
    case "$(value '["next"]')" in "certcase build client.pfx "*) ;; *) false ;; esac
    is "$(value '["nextClient"]')" None
}

@test "a chain without its intermediate is cured by a request for it and the root" {
    serve incomplete-cured unknown-incomplete
    probe "$PORT"
    is "$(grep -c "a case cures this: yes, a trusted-root request" <<<"$output")" 2
    says "until it does, ask for the missing one beside the root"
    probe "$PORT" --with "$PKI/partner-root.pem" --with "$PKI/partner-ca.pem"
    case "$output" in *"a case cures this: no"*) false ;; esac
}

# LIMIT_PROBE_HANDSHAKES bounds the connections of one probe beside its first.
@test "what a server takes instead is found with a bounded number of connections" {
    serve many good -tls1_1
    causes "$PORT"
    is "$output" "protocol-mismatch"
    [ "$(value '["offers"].__len__()')" -ge 4 ]
    [ "$(value '["offers"].__len__()')" -le 24 ]
}

@test "IPv6 is spoken" {
    local port
    port=$(free_port)
    start six openssl s_server -quiet -6 -accept "[::1]:$port" -cert "$PKI/self.pem" -key "$PKI/self.key" -naccept 2
    for _ in $(seq 50); do (exec 9<>"/dev/tcp/::1/$port") 2>/dev/null && break || sleep 0.1; done
    run --separate-stderr "$CERTCASE" probe "[::1]:$port" --ca-bundle "$PKI/public.pem"
    exits 1
    says "self-signed"
    says "next: certcase probe [::1]:$port --save saved"
}
