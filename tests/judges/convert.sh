#!/bin/sh
# Others open what `convert` writes, in both encryptions, with ASCII, accented and Chinese passwords, and without a friendly name; what they
# find in it is the key and the certificates that went in. `convert.sh JUDGE...`: openssl certtool pk12util keytool. CERTCASE names the
# program.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8 JAVA_TOOL_OPTIONS='-Dfile.encoding=UTF-8 -Dsun.jnu.encoding=UTF-8'
for judge; do
    command -v "$judge" >/dev/null || { echo "SKIPPED: $judge is not installed"; exit 77; }
done
cd "$work"

say() { echo "FAILED: $*"; exit 1; }
openssl req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -subj '/CN=Judge Root' -days 900 2>log
issue() { # name, subject, how the key is made
    name=$1; subject=$2; shift 2
    openssl req -new "$@" -nodes -keyout "$name.key" -out "$name.csr" -subj "$subject" 2>log
    printf 'subjectAltName=%sDNS:client.example\nextendedKeyUsage=clientAuth\n' "$([ "$subject" = / ] && echo critical,)" >ext
    openssl x509 -req -in "$name.csr" -CA root.pem -CAkey root.key -CAcreateserial -days 800 -extfile ext -out "$name.pem" 2>log
}
issue rsa '/CN=Client \xc3\xa9\xe4\xb8\xad' -utf8 -newkey rsa:2048
issue ec '/CN=Client EC' -newkey ec -pkeyopt ec_paramgen_curve:P-256
issue unnamed / -newkey rsa:2048

key_of() { openssl pkey "$@" -pubout -outform DER | sha256sum; }
certs_of() { # the certificates in PEM on standard input, as digests in order of the alphabet
    csplit -s -z -f part - '/-----BEGIN CERTIFICATE/' '{*}' 2>/dev/null
    for part in part*; do openssl x509 -in "$part" -outform DER 2>/dev/null | sha256sum | grep -v e3b0c44298fc1c14 || true; done | sort -u
    rm -f part*
}
by_openssl() {
    openssl pkcs12 -in "$1" -passin "file:$2" -nodes -nocerts 2>log | key_of >key.got
    openssl pkcs12 -in "$1" -passin "file:$2" -nokeys 2>log | certs_of >certs.got
}
by_certtool() {
    certtool --p12-info --inder --infile "$1" --password "$(cat "$2")" >out 2>log
    sed -n '/-----BEGIN .*PRIVATE KEY/,/-----END .*PRIVATE KEY/p' out >key.pem
    certtool --load-privkey key.pem --password "$(cat "$2")" --pubkey-info 2>log | key_of -pubin >key.got
    sed -n '/-----BEGIN CERTIFICATE/,/-----END CERTIFICATE/p' out | certs_of >certs.got
}
by_pk12util() { # imported, then and exported again as NSS does it
    rm -rf db; mkdir db
    certutil -N -d sql:db --empty-password
    pk12util -i "$1" -w "$2" -d sql:db >out 2>&1 || { cat out; return 1; }
    pk12util -l "$1" -w "$2" -r -d sql:db >/dev/null 2>log
    nick=$(certutil -L -d sql:db | sed -n 's/ *u,u,u *$//p' | head -n 1)
    echo judge >judge.txt
    pk12util -o again.p12 -n "$nick" -d sql:db -w judge.txt >out 2>&1 || { cat out; return 1; }
    by_openssl again.p12 judge.txt
}
by_keytool() {
    rm -f again.p12
    keytool -importkeystore -srckeystore "$1" -srcstoretype PKCS12 -srcstorepass:file "$2" -destkeystore again.p12 -deststoretype PKCS12 \
        -deststorepass judgejudge >out 2>&1 || { cat out; return 1; }
    echo judgejudge >judge.txt
    by_openssl again.p12 judge.txt
}

opened=0
judge() { # client, encryption, password
    printf '%s\n' "$3" >password.txt
    rm -f made.pfx
    "$CERTCASE" convert "$1.pem" root.pem --key "$1.key" --encryption "$2" --new-password-file password.txt -o made.pfx -q
    [ "$(stat -c %a made.pfx)" = 600 ] || say "made.pfx can be read by others"
    key_of <"$1.key" >key.want
    cat "$1.pem" root.pem | certs_of >certs.want
    for judge in $judges; do
        if [ "$judge" = keytool ] && [ "$(printf %s "$3" | tr -d ' -~')" ]; then
            continue # Java's own limit, also for what it writes itself: "Password is not ASCII"
        fi
        "by_$judge" made.pfx password.txt || say "$judge can't open $1, $2, password $3"
        diff key.want key.got || say "$judge finds another key in $1, $2, password $3"
        diff certs.want certs.got || say "$judge finds other certificates in $1, $2, password $3"
        opened=$((opened + 1))
    done
}
judges=$*
for encryption in tripledes-sha1 aes-256; do
    for password in 'judge-ASCII 1' 'contraseña-ü' '密码密码密码'; do
        judge rsa "$encryption" "$password"
    done
    judge ec "$encryption" judge-ASCII
    judge unnamed "$encryption" 密码密码密码
done
echo "opened $opened times by: $judges"
