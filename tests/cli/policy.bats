load helper

# A policy around what is given.
policy() {
    printf '<policy xmlns="urn:certcase:policy:1" version="1" id="acme">\n%s\n</policy>\n' "$1" >policy.xml
}

# The rules that fired, one a line, of JSON in $output: an audit's or a build's.
fired() {
    /usr/bin/python3 -c '
import json, sys
found = json.load(sys.stdin)
for case in found.get("bundles", found.get("cases")):
    for finding in case["findings"]:
        print(finding["id"], finding["severity"])' <<<"$output" | sort
}

@test "the example is a good policy, and says what can be asked" {
    "$CERTCASE" policy --example >policy.xml
    certcase policy policy.xml
    exits 0
    says 'policy.xml: a good policy, acme, with 2 rules, 1 signer, 1 issuer, 2 environments, 1 acceptance; a PFX must be opened, or signed for'
    certcase policy policy.xml -q
    exits 0
    [ -z "$output" ]
    certcase policy
    exits 2
    complains 'the policy is missing' '--example'
    certcase policy policy.xml --example
    exits 2
    complains 'policy.xml: --example prints one and reads none'
}

@test "what is not known in a policy is named, with what there is" {
    policy '<environmnets/>'
    certcase policy policy.xml
    exits 3
    complains 'policy.xml: line 2: <policy> has no element environmnets; it has rules, signers, issuers, environments' 'did you mean environments?'
    policy '<rules><rule id="key-shrot" severity="error"/></rules>'
    certcase policy policy.xml
    exits 3
    complains "there is no rule 'key-shrot'" 'did you mean key-short?'
    policy '<keys minRSABits="3072"/>'
    certcase build "$ROOT" --environments "$INVENTORY" -e Test --no-input --policy policy.xml
    exits 3
    complains '<keys> has no attribute minRSABits; it has minRsaBits, minEcBits' 'did you mean minRsaBits?'
}

@test "what a policy can't let anybody accept, and what it can't switch off, is said" {
    policy '<acceptances><acceptance rule="key-short"/>
        <acceptance rule="expired"/></acceptances>'
    certcase policy policy.xml
    exits 3
    complains "policy.xml: line 3: expired is an error, and errors can't be accepted"
    policy '<rules><rule id="key-short" severity="off"/><rule id="dates-unlikely" severity="note"/>
        <rule id="digest-mismatch" severity="note"/></rules>'
    certcase policy policy.xml
    exits 0
    [ "$(wc -l <<<"$output")" -eq 2 ]
    says "policy.xml: line 3: WARNING: digest-mismatch is about the bundle itself"
    policy '<rules><rule id="dates-unconfirmed" severity="note"/></rules>'
    certcase policy policy.xml
    says "policy.xml: line 2: WARNING: dates-unconfirmed is about the bundle itself"
}

@test "build, batch and audit find the same by a policy" {
    policy '<rules><rule id="ca-bundle-missing" severity="off"/><rule id="holidays-not-covered" severity="warning"/></rules>
        <signers required="true"><signer sha256="0000000000000000000000000000000000000000000000000000000000000000"/></signers>
        <issuers><issuer subject="CN=Another"/></issuers><environments><environment>Production</environment></environments>
        <keys minRsaBits="16384" minEcBits="521"/><validity maxCaDays="1"/><delivery maxDays="1"/>'
    sign=(--sign "$SAMPLES/signer.cer" --key "$SAMPLES/signer.key")
    build --format json --policy policy.xml "${sign[@]}"
    exits 1
    fired >built
    printf 'id,certificates,environments\nA-1,%s,Test\n' "$ROOT" >requests.csv
    certcase batch requests.csv --environments "$INVENTORY" -o out --at "$AT" --policy policy.xml "${sign[@]}"
    exits 1
    [ ! -e out/A-1.zip ]
    output="{\"cases\":[$(cat out/batch.ndjson)]}" fired >batched
    build "${sign[@]}" --id signed
    certcase audit signed.zip --policy policy.xml --at "$AT" --format json
    exits 1
    fired | grep -v '^signer-untrusted note$' >audited # nobody vouches for the signer there; here it is one's own
    diff built audited
    diff built batched
    grep -q '^policy-signer-not-allowed error$' built
    grep -q '^policy-environment-not-allowed error$' built
    grep -q '^policy-issuer-not-allowed error$' built
    grep -q '^holidays-not-covered warning$' built
    [ "$(wc -l <built)" -eq 7 ]
}

@test "what a policy asks is met, and the record stays what the rules say" {
    policy '<rules><rule id="holidays-not-covered" severity="warning"/></rules>
        <signers required="true"><signer subject="CN=Release signing, O=Example"/></signers>'
    build --policy policy.xml --id unsigned
    exits 1
    says 'the policy acme asks for a signature'
    build --policy policy.xml --sign "$SAMPLES/signer.cer" --key "$SAMPLES/signer.key" --id mine
    exits 0
    says 'warning  holidays-not-covered'
    certcase audit mine.zip --at "$AT"
    exits 0
    says 'note     holidays-not-covered'
    certcase audit mine.zip --at "$AT" --policy policy.xml --trust "$SAMPLES/signer-ca.pem"
    exits 0
    says 'warning  holidays-not-covered'
}

@test "a warning that the policy lets nobody accept is refused before there is a bundle" {
    policy '<acceptances><acceptance rule="long-validity"/></acceptances>'
    build --policy policy.xml --accept key-short
    exits 2
    complains '--accept: the policy acme lets nobody accept key-short' 'have the policy changed'
    build --policy policy.xml --accept long-validity
    exits 0
}

@test "a batch under another policy is made anew" {
    printf 'id,certificates,environments\nA-1,%s,Test\n' "$ROOT" >requests.csv
    batch=(batch requests.csv --environments "$INVENTORY" -o out --at "$AT" --format json)
    certcase "${batch[@]}"
    exits 0
    certcase "${batch[@]}" --resume
    says '"keptFromBefore": 1'
    policy '<keys minRsaBits="16384" minEcBits="521"/>'
    certcase "${batch[@]}" --resume --policy policy.xml
    exits 1
    says '"keptFromBefore": 0'
}

@test "a CA that another one has signed, too, is the CA that a policy allows, wherever its certificate stands" {
    for name in A B; do
        openssl req -x509 -newkey rsa:2048 -nodes -keyout $name.key -out $name.pem -days 3000 -subj "/CN=Root $name" 2>/dev/null
    done
    printf 'basicConstraints=critical,CA:TRUE\n' >ca.ext
    openssl x509 -x509toreq -in A.pem -signkey A.key -out A.csr 2>/dev/null
    openssl x509 -req -in A.csr -CA B.pem -CAkey B.key -CAcreateserial -days 3000 -extfile ca.ext -out crossed.pem 2>/dev/null
    openssl req -newkey rsa:2048 -nodes -keyout client.key -out client.csr -subj "/CN=client" 2>/dev/null
    printf 'extendedKeyUsage=clientAuth\n' >client.ext
    openssl x509 -req -in client.csr -CA A.pem -CAkey A.key -CAcreateserial -days 700 -extfile client.ext -out client.pem 2>/dev/null
    policy "<issuers><issuer sha256=\"$(openssl x509 -in A.pem -outform DER | sha256sum | cut -d' ' -f1)\"/></issuers>"
    for cas in "A.pem crossed.pem" "crossed.pem A.pem"; do
        # shellcheck disable=SC2086
        openssl pkcs12 -export -in client.pem -inkey client.key -certfile <(cat $cas) -passout pass:certcase -out made.pfx
        # shellcheck disable=SC2086
        certcase convert client.pem $cas --key client.key -o client.pfx -f --new-password-file "$SAMPLES/password.txt"
        exits 0
        says "with its private key and 2 CAs"
        for pfx in made.pfx client.pfx; do
            certcase build $pfx --convert --password-file "$SAMPLES/password.txt" --environments "$INVENTORY" -e Test --no-input -n \
                --policy policy.xml
            exits 0
        done
    done
    certcase build client.pfx B.pem --password-file "$SAMPLES/password.txt" --environments "$INVENTORY" -e Test --no-input -n --policy policy.xml
    exits 1
    says '"Root B" is issued by itself, which the policy'
}

@test "with -q a policy that can be used says nothing, whatever is warned of" {
    policy '<rules><rule id="digest-mismatch" severity="note"/></rules><issuers><issuer subject="CN=Some Root"/></issuers>'
    certcase policy policy.xml
    exits 0
    says "WARNING: digest-mismatch" "WARNING: the issuer CN=Some Root"
    certcase policy policy.xml -q
    exits 0
    [ -z "$output" ]
}

@test "an issuer that a policy lists by its name alone is warned of" {
    policy '<issuers><issuer subject="CN=Some Root"/></issuers>'
    certcase policy policy.xml
    exits 0
    says "WARNING: the issuer CN=Some Root is listed by its name alone" "add its sha256"
    policy "<issuers><issuer subject=\"CN=Some Root\" sha256=\"$(printf %064d 7)\"/></issuers>"
    certcase policy policy.xml
    exits 0
    case $output in *WARNING*) false ;; esac
}
