load helper

# Situation 3: a server's own certificate, as people have it: alone, with its chain, in a PFX, in a collection.
make_server() {
    printf '%s\n' 'subjectAltName=DNS:apps.internal.example.com' extendedKeyUsage=serverAuth >own.ext
    printf '%s\n' basicConstraints=critical,CA:TRUE keyUsage=critical,keyCertSign >ca.ext
    openssl req -x509 -newkey rsa:2048 -noenc -keyout root.key -out root.pem -subj "/CN=Own Root" -days 3650 \
        -addext keyUsage=critical,keyCertSign -set_serial 1 2>/dev/null
    openssl req -new -newkey rsa:2048 -noenc -keyout ca.key -out ca.csr -subj "/CN=Own Issuing CA" 2>/dev/null
    openssl x509 -req -in ca.csr -CA root.pem -CAkey root.key -out ca.pem -days 1800 -extfile ca.ext -set_serial 2 2>/dev/null
    openssl req -new -newkey rsa:2048 -noenc -keyout own.key -out own.csr -subj "/CN=apps.internal.example.com" 2>/dev/null
    openssl x509 -req -in own.csr -CA ca.pem -CAkey ca.key -out own.pem -days 300 -extfile own.ext -set_serial 3 2>/dev/null
}

# The bundle is made, is about the leaf, and passes an audit untouched.
walks_home() {
    certcase build "$@" --purpose server --environments "$INVENTORY" -e Datacentre --no-input --force --id server -o out
    exits 0
    unzip -p out/server.zip case.xml >case.xml
    [ "$(grep -m1 -o '<subject>[^<]*' case.xml)" = '<subject>CN=apps.internal.example.com' ]
    certcase audit out/server.zip
    exits 0
    says 'accepted'
}

@test "a server's certificate walks home whatever else the file holds" {
    make_server
    openssl pkcs12 -export -in own.pem -inkey own.key -certfile <(cat ca.pem root.pem) -out own.pfx -passout pass:certcase \
        -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1
    echo certcase >password.txt
    openssl crl2pkcs7 -nocrl -certfile own.pem -certfile ca.pem -certfile root.pem -outform DER -out own.p7b
    cat own.pem ca.pem root.pem >down.cer
    cat root.pem ca.pem own.pem >up.cer
    cat ca.pem own.pem >part.cer
    walks_home own.pem
    walks_home down.cer
    walks_home up.cer
    walks_home part.cer
    walks_home own.p7b
    walks_home root.pem own.pem ca.pem
    walks_home own.pfx --password-file password.txt
    walks_home root.pem own.pfx --password-file password.txt
}

@test "a CA alone is no server certificate" {
    make_server
    certcase build root.pem --purpose server --environments "$INVENTORY" -e Datacentre --no-input -o out
    exits 1
    says "a server certificate is asked for, and this is a CA"
}
