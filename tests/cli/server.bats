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

@test "a server's certificate is shown with the store that its ticket names, and its key as a server's" {
    make_server
    openssl pkcs12 -export -in own.pem -inkey own.key -certfile <(cat ca.pem root.pem) -out own.pfx -passout pass:certcase
    echo certcase >password.txt
    certcase inspect own.pfx --purpose server --password-file password.txt
    says 'role        server certificate with its private key'
    says 'store       My (Personal) on self-managed servers; in OutSystems Cloud it is uploaded in LifeTime'
    says 'store       Root (Trusted Root Certification Authorities)'
}

# Whoever has a CA can write the vendor's name into a certificate.
@test "a certificate for the vendor's domain that a private CA issued is asked into no store, and is not called the vendor's" {
    make_server
    printf '%s\n' 'subjectAltName=DNS:*.outsystemsenterprise.com' extendedKeyUsage=serverAuth >own.ext
    openssl x509 -req -in own.csr -CA ca.pem -CAkey ca.key -out vendors.pem -days 300 -extfile own.ext -set_serial 4 2>/dev/null
    cat vendors.pem ca.pem root.pem >chain.pem
    certcase inspect chain.pem --purpose server
    says 'store       none: nobody but the vendor installs one for that domain'
    case $output in *"next: certcase build"*) false ;; esac
    for environment in Datacentre Production; do
        certcase build chain.pem --purpose server --environments "$INVENTORY" -e "$environment" --no-input -o out
        exits 0
        says "A certificate for outsystemsenterprise.com that isn't the vendor's"
        says 'do          install it nowhere, and ask whoever gave it where it is from'
        [ ! -e out ]
    done
}
