load helper

parts() {
    cp "$SAMPLES/partner-client.pfx" client.pfx
    cp "$SAMPLES/password.txt" .
    openssl pkcs12 -in client.pfx -passin file:password.txt -nodes -nocerts -out client.key
    cp "$SAMPLES/partner-client.cer" client.cer
}

opens() { # PFX, password
    openssl pkcs12 -in "$1" -passin "pass:$2" -nodes -nocerts | openssl pkey -outform DER >got.key
    openssl pkey -in client.key -outform DER | cmp - got.key
}

@test "a PFX in AES becomes one in TripleDES-SHA1 with the same key, certificates and password, twice the same bytes" {
    parts
    certcase convert client.pfx -o new.pfx --password-file password.txt
    exits 0
    says "wrote new.pfx"
    says "CN=outsystems-client"
    says "2 CAs"
    says "TripleDES-SHA1, opened again and compared"
    opens new.pfx certcase
    [ "$(readers new.pfx)" = owner ]
    openssl pkcs12 -in new.pfx -passin pass:certcase -noout -info 2>&1 | grep -c 3-KeyTripleDES >count
    [ "$(cat count)" = 2 ]
    certcase convert client.pfx -o again.pfx --password-file password.txt -q
    exits 0
    [ -z "$output$stderr" ]
    cmp new.pfx again.pfx
    certcase inspect new.pfx --password-file password.txt --at "$AT" --fail-on warning
    exits 0
}

@test "--encryption aes-256 and --new-password-file" {
    parts
    printf 'neu\xc3\xa9\r\n' >new.txt
    certcase convert client.pfx -o new.pfx --password-file password.txt --new-password-file new.txt --encryption aes-256
    exits 0
    says AES256-SHA256
    opens new.pfx neué
    printf 'neu\xe9\n' >latin.txt # the same characters as Windows-1252
    certcase convert client.pfx -o same.pfx --password-file password.txt --new-password-file latin.txt --encryption aes-256
    exits 0
    cmp new.pfx same.pfx
}

@test "key, certificate and chain to a PFX: apart, in one file, encrypted, in any order" {
    parts
    cat "$SAMPLES/partner-chain.pem" client.key >all.pem
    openssl x509 -in client.cer -out client.pem
    cat client.pem >>all.pem
    openssl pkcs8 -topk8 -in client.key -passout pass:other -out enc.key
    echo other >other.txt
    certcase convert client.cer "$SAMPLES/partner-chain.pem" --key client.key -o a.pfx --new-password-file password.txt
    exits 0
    certcase convert all.pem -o b.pfx --new-password-file password.txt
    exits 0
    says "2 CAs"
    certcase convert client.cer --key enc.key --key-password-file other.txt -o c.pfx --new-password-file password.txt
    exits 0
    certcase convert enc.key client.cer -o d.p12 --password-file other.txt
    exits 0
    for made in a.pfx b.pfx c.pfx; do opens "$made" certcase; done
    opens d.p12 other
}

@test "the private key of a CA is named, that of a client's own certificate isn't" {
    parts
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=Root -days 9 -keyout root.key -out root.cer \
        -addext keyUsage=keyCertSign
    certcase convert root.cer --key root.key -o root.pfx --new-password-file password.txt
    exits 0
    says "the private key of a CA: never hand it on"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=client -days 9 -keyout own.key -out own.cer
    certcase convert own.cer --key own.key -o own.pfx --new-password-file password.txt
    exits 0
    case $output in *"of a CA"*) false ;; esac
}

@test "a chain is added to a PFX" {
    parts
    cp "$SAMPLES/partner-client-alone.pfx" alone.pfx
    certcase convert alone.pfx "$SAMPLES/partner-issuing-ca.cer" "$SAMPLES/partner-root.cer" -o new.pfx --password-file password.txt
    exits 0
    says "2 CAs"
    opens new.pfx certcase
    certcase inspect new.pfx --password-file password.txt --at "$AT"
    [[ $output != *chain* ]]
}

@test "any container to .cer: DER, or Base-64 with --pem; several into a folder, one each" {
    certcase convert "$SAMPLES/partner-root.pem" -o root.cer
    exits 0
    cmp root.cer "$ROOT"
    certcase convert root.cer -o root.pem --pem
    exits 0
    cmp root.pem "$SAMPLES/partner-root.pem"
    certcase convert root.cer -o Other.PEM
    cmp Other.PEM root.pem
    certcase convert "$SAMPLES/partner-client.pfx" -o all/ --password-file "$SAMPLES/password.txt"
    exits 0
    [ "$(ls all | wc -l)" = 3 ]
    certcase convert "$SAMPLES/partner-chain.pem" -o one.cer
    exits 2
    complains "one.cer: there are 2 certificates" "name a folder"
    [ ! -e one.cer ]
}

# what stands in the message | its hint | arguments
@test "each trouble is one message, nothing is written, and nothing secret is shown" {
    parts
    echo nothing >taken.pfx
    echo wrong-secret >wrong.txt
    accounts_pfx >accounts.pfx
    : >empty.txt
    openssl genpkey -algorithm ed25519 -out other.key
    (openssl x509 -in client.cer && grep -v -e ----- -e : client.key) >bare.pem
    cp "$SAMPLES/signer.key" signer.key
    cp "$SAMPLES/signer.cer" signer.cer
    while IFS='|' read -r code what hint words; do
        # shellcheck disable=SC2086 # a list of words
        certcase convert $words --no-input
        exits "$code"
        complains "certcase: $what" "$hint"
        [ -z "$output" ]
        [ ! -e out.pfx ]
        [[ $stderr != *wrong-secret* ]]
    done <<-'END'
		3|client.pfx: the password doesn't open it|ask for the password|client.pfx -o out.pfx --password-file wrong.txt
		3|client.pfx: it is protected by a password|--password-file|client.pfx -o out.pfx
		3|accounts.pfx: it is protected for Windows accounts|tick "Password"|accounts.pfx -o out.pfx --password-file wrong.txt
		3|accounts.pfx: it is protected for Windows accounts|tick "Password"|accounts.pfx -o out.pfx
		2|out.pem: there are 3 certificates, and one is written to a file|name a folder|client.pfx -o out.pem --password-file password.txt
		3|signer.key: the private key belongs to none|give the certificate that was issued|client.cer --key signer.key -o out.pfx --new-password-file password.txt
		3|signer.cer: 'Release signing' isn't part of the chain of 'outsystems-client'|leave it out|client.pfx signer.cer -o out.pfx --password-file password.txt
		3|signer.key: it has a private key, and another file has a different one|one identity|client.pfx signer.key -o out.pfx --password-file password.txt
		3|client.cer: a PFX needs a private key|--key FILE|client.cer -o out.pfx --new-password-file password.txt
		3|taken.pfx: exists already|--force|client.pfx -o taken.pfx --password-file password.txt
		2|the new PFX has no password|--new-password-file|client.cer --key client.key -o out.pfx
		2|the new PFX has no password|--new-password-file|client.cer --key client.key -o out.pfx --new-password-file empty.txt
		2|the output is missing|-o client.pfx|client.pfx
		2|--pem is for certificates|.pem or .cer|client.pfx -o out.pfx --pem
		2|out.p7b: no .p7b is written|.cer, .pem or .pfx|client.cer -o out.p7b
		3|client.cer: there is no private key in it|BEGIN PRIVATE KEY|client.cer --key client.cer -o out.pfx
		3|bare.pem: a private key in Base64 in it is written in a way that isn't read|BEGIN PRIVATE KEY|bare.pem -o out.pfx
		3|password.txt: there is neither|inspect|password.txt -o out.pfx
		3|missing.pfx: can't open|check the name|missing.pfx -o out.pfx
		3|--password-file: can't open|the name of a file|client.pfx -o out.pfx --password-file wrong-secret
		2|--password-env: there is no variable of that name|not the password|client.pfx -o out.pfx --password-env wrong-secret
		3|--new-password-file: can't open|the name of a file|client.pfx -o out.pfx --password-file password.txt --new-password-file wrong-secret
	END
    [ "$(cat taken.pfx)" = nothing ]
    certcase convert client.pfx -o taken.pfx --force --password-file password.txt
    exits 0
    opens taken.pfx certcase
}

@test "a disk that fills leaves nothing behind" {
    parts
    mkdir full
    mount -t tmpfs -o size=4k none full 2>/dev/null || skip "a small disk can't be mounted here"
    certcase convert client.pfx -o full/new.pfx --password-file password.txt
    left=$(ls -A full)
    umount full
    exits 3
    complains "full/new.pfx: can't write"
    [ -z "$left" ]
}

@test "of two certificates for one key in a PFX the key's own stays its own; a newer one given beside it takes its place" {
    openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out old.pem -subj /CN=client -days 800 -set_serial 1 2>/dev/null
    openssl req -x509 -key key.pem -out new.pem -subj /CN=client -days 900 -set_serial 2
    openssl pkcs12 -export -in old.pem -inkey key.pem -certfile new.pem -passout pass:certcase -out two.pfx
    openssl pkcs12 -export -in old.pem -inkey key.pem -passout pass:certcase -out one.pfx
    for row in "two.pfx:01" "one.pfx new.pem:02"; do
        # shellcheck disable=SC2086 # words
        certcase convert ${row%:*} -o made.pfx --force --password-file "$SAMPLES/password.txt"
        exits 0
        openssl pkcs12 -in made.pfx -passin pass:certcase -nokeys -clcerts | openssl x509 -noout -serial | grep -qx "serial=${row#*:}"
    done
}
