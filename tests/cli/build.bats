load helper

@test "a bundle is written, for all to read, and its name is printed" {
    build -o out
    exits 0
    [ "$(ls out | wc -l)" -eq 1 ]
    [ "$(readers out/*.zip)" = all ]
    says "$(ls out/*.zip)"
    unzip -tq out/*.zip
}

@test "a bundle with a PFX is for its owner alone" {
    certcase build "$SAMPLES/partner-client-3des.pfx" --environments "$INVENTORY" -e Test --at "$AT" --no-input -o out \
        --password-file "$SAMPLES/password.txt"
    exits 0
    [ "$(readers out/*.zip)" = owner ]
}

@test "an environment of no known type has none in brackets, in any text" {
    certcase build "$ROOT" -e DC=p.intra.example --hosting self-managed --at "$AT" --no-input -o out
    exits 0
    says "for         DC, p.intra.example"
    unzip -p out/*.zip RUNBOOK.html | grep -F '<h3>1. DC (p.intra.example)</h3>'
    unzip -p out/*.zip TICKET.txt | grep -F '  Front-ends: all'
}

@test "an existing bundle is only replaced with --force" {
    build -o out --id one
    exits 0
    build -o out --id one
    exits 3
    complains "out/one.zip: exists already" "--force"
    build -o out --id one --force
    exits 0
    [ "$(ls out)" = one.zip ]
}

@test "of two bundles none is written when one name is taken" {
    mkdir out
    echo mine >out/x-self-managed.zip
    certcase build "$ROOT" --environments "$INVENTORY" -e Test -e Datacentre --at "$AT" --no-input -o out --id x
    exits 3
    [ "$(ls out)" = x-self-managed.zip ]
    [ "$(cat out/x-self-managed.zip)" = mine ]
}

@test "of two bundles none is left when the second can't be written" {
    ulimit -f 16
    certcase build "$ROOT" --environments "$INVENTORY" -e Test -e Datacentre --at "$AT" --no-input -o out --id x
    exits 3
    complains "x-self-managed.zip: can't write: File too large"
    [ -z "$(ls -A out)" ]
}

@test "a rejected request writes nothing and exits with 1" {
    certcase build "$SAMPLES/partner-server.cer" --environments "$INVENTORY" -e Test --at "$AT" --no-input -o out
    exits 1
    says "leaf-not-root"
    [ -z "$(ls out 2>/dev/null)" ]
}

@test "files that are too large together are refused, and not by running out of memory" {
    head -c 8388608 /dev/zero >large.cer
    files=()
    for i in {1..70}; do ln -s large.cer "$i.cer" && files+=("$i.cer"); done
    certcase build "${files[@]}" --environments "$INVENTORY" -e Test --at "$AT" --no-input -o out
    exits 3
    complains "5.cer: the files of the request are too large together"
    [ ! -e out ]
}

@test "--dry-run lists entries and writes nothing" {
    build -o out --dry-run
    exits 0
    says "TICKET.txt"
    [ ! -e out ]
}

@test "--dry-run lists entries in JSON, too, which has none of them otherwise" {
    build -o out --dry-run --format json
    exits 0
    python3 - "$output" <<'PY'
import json, sys
case, = json.loads(sys.argv[1])["cases"]
names = [entry["name"] for entry in case["entries"]]
assert names[0] == "TICKET.txt" and "certificates/partner-root-ca.cer" in names, names
assert all(entry["size"] > 0 for entry in case["entries"])
PY
    [ ! -e out ]
    build -o out --format json
    [[ $output != *'"entries"'* ]]
}

@test "the accepted part of a request whose other part is rejected says that it has no bundle" {
    for dry in --dry-run --no-input; do
        certcase build "$SAMPLES/partner-client.pfx" --password-file "$SAMPLES/password.txt" --environments "$INVENTORY" -e Test -e Datacentre \
            --platform windows-2022 --at "$AT" -o out "$dry"
        exits 1
        says "-datacentre: accepted"
        says "none: another part of this request is rejected"
        [[ $output != *TICKET.txt* ]]
        [ ! -e out ]
    done
}

@test "an unknown environment is a finding with the one that was meant" {
    certcase build "$ROOT" --environments "$INVENTORY" -e Tset --at "$AT" --no-input -o out
    exits 1
    says "environment-unknown"
    says "Test"
    [ ! -e out ]
}

@test "--accept: an unknown rule and an error are usage errors" {
    build --accept expirse-soon
    exits 2
    complains "--accept: there is no rule 'expirse-soon'" "did you mean expires-soon?"
    build --accept expired
    exits 2
    complains "expired is an error, and errors can't be accepted"
}

@test "without an inventory there is a usage error that says where to get one" {
    certcase build "$ROOT" -e Test --no-input
    exits 2
    complains "the list of environments is missing" "-e Production=acme.outsystemsenterprise.com"
    complains "Infrastructure" "certcase environments --example"
    complains "lifetimeapi" "User Management, Service Accounts"
}

@test "the words that stand for an environment in a next command are no environment" {
    certcase build "$ROOT" -e NAME=HOST --at "$AT" --no-input -o out
    exits 2
    complains "NAME=HOST stands for an environment" "-e Production=acme.outsystemsenterprise.com"
    [ ! -e out ]
}

@test "in an empty folder, without an inventory, a root and a host make a bundle that audit accepts" {
    mkdir empty && cd empty
    certcase build "$ROOT" -e Production=acme.outsystemsenterprise.com --at "$AT" --no-input
    exits 0
    [ "$(ls)" = trusted-root-partner-root-ca-40cc8ce1-production.zip ]
    certcase audit ./*.zip --at "$AT"
    exits 0
    says "1 accepted, 0 rejected"
    certcase show ./*.zip
    says "Host: acme.outsystemsenterprise.com"
}

@test "hosts, front-ends, infrastructure, edition and severity are said without an inventory, and audit accepts that" {
    certcase build "$ROOT" -e Test=t.intra.example,Production=p.intra.example#3 --front-end Production=SRV1,SRV2 --front-end Test=T1 \
        --hosting self-managed --infrastructure ACME --edition enterprise --severity HIGH --at "$AT" --no-input -o out
    exits 0
    certcase audit out --at "$AT"
    exits 0
    certcase show out/*.zip
    says "Severity: HIGH"
    says "Infrastructure: ACME"
    says "front-ends: 3 (SRV1, SRV2)"
    says "front-ends: 1 (T1)"
    certcase build "$ROOT" -e P=p.intra.example --at "$AT" --no-input -o none
    exits 1
    says hosting-unknown
    certcase build "$ROOT" -e P=p.outsystemsenterprise.com --edition basic --at "$AT" --no-input -o none
    exits 1
    says service-not-in-edition
    certcase build "$ROOT" -e P=p.intra.example#many --hosting self-managed --at "$AT" --no-input -o none
    exits 2
    complains "'many' is no number of front-ends" "#2"
    [ ! -e none ]
}

@test "the LifeTime environment's own domain goes by support case, and so does what LifeTime refuses" {
    told() { certcase show "$@"; output=${output//$'\r'/}; }
    own() { certcase build "$SAMPLES/own-domain.cer" --purpose server --at "$AT" --no-input -o out "$@"; }
    own -e LifeTime=lifetime.example.com --hosting cloud --id console
    exits 0
    echo '[{"Name":"Console","EnvironmentType":"LifeTime","HostName":"l.outsystemsenterprise.com","IsCloudEnvironment":true}]' >lifetime.json
    own --environments lifetime.json -e Console --id typed
    exits 0
    for bundle in console typed; do
        told out/$bundle.zip
        says "It is for the domain of the LifeTime environment itself, for which LifeTime has no self-service."
        [[ $output != *FedRAMP* && $output != *refuses* ]]
    done
    own -e Production=p.outsystemsenterprise.com --id refused --refusal 'The certificate chain is invalid'
    exits 0
    told out/refused.zip
    says "LifeTime's validation refuses it, and we submit it nevertheless. What LifeTime says: The certificate chain is invalid"
    [[ $output != *self-service* ]]
    certcase audit out/console.zip out/typed.zip --at "$AT"
    exits 0
    certcase audit out/refused.zip --at "$AT"
    exits 0
    says 'refusal "The certificate chain is invalid"'
    certcase renewals out --all --at "$AT"
    exits 0
    says "LifeTime"
    certcase build "$SAMPLES/own-domain.cer" --renews out/console.zip --at "$AT" --no-input -n
    says "by case"
    own -e LifeTime=l.outsystemsenterprise.com,Production=p.outsystemsenterprise.com # asked for together, most of it needs no case
    exits 0
    says "no case" "ask for it alone" "--refusal"
    own -e Production=p.outsystemsenterprise.com --refusal 'password: hunter2'
    exits 2
    for purpose in server trusted-root; do
        certcase build "$ROOT" --purpose $purpose -e Datacentre=p.intra.example --hosting self-managed --refusal No --at "$AT" --no-input -n
        exits 2
        complains "a refusal is of the server certificate of your own domain in OutSystems Cloud"
    done
}

@test "the page on submitting a case without a published delivery time counts none" {
    certcase build "$SAMPLES/own-domain.cer" --purpose server --environments "${INVENTORY%.xml}-fedramp.xml" -e Production --at "$AT" \
        --no-input -o out --id fed
    certcase show out/fed.zip SUBMIT.txt
    output=${output//$'\r'/}
    says "No delivery time is published for it" "10 business days before the last moment; add what the vendor takes."
    [[ $output != *"more than the delivery"* && $output != *"How business days are counted"* ]]
    certcase audit out/fed.zip --all
    case $output in *"installs into"*) false ;; esac # the vendor chooses, and its ticket names no store
}

@test "environments may be parted by commas, and --severity says why when it is late" {
    certcase build "$ROOT" --environments "$INVENTORY" -e Test,Production --needed-by 2026-11-23 --severity URGENT --at "$AT" --no-input -o out
    exits 0
    certcase show out/*.zip
    says "Trusted root certificate for Test and Production"
    says "Severity: URGENT, because it is needed before the expected delivery"
    certcase build "$ROOT" --environments "$INVENTORY" -e Test,Prodution --at "$AT" --no-input
    exits 1
    says "Prodution"
    says 'did you mean "Production"?'
}

@test "--sign and --key belong together" {
    build --sign "$SAMPLES/signer.cer"
    exits 2
    complains "--key is missing"
    build --key "$SAMPLES/signer.key"
    exits 2
    complains "--sign is missing"
}

@test "files that are no inventory, catalog, holidays: exit 3 with the file named, nothing written" {
    echo nonsense >nonsense
    certcase build "$ROOT" --environments nonsense -e Test --no-input -o out
    exits 3
    complains "certcase: nonsense"
    for option in --catalog --holidays; do
        build -o out "$option" nonsense
        exits 3
        complains "certcase: nonsense"
    done
    build -o out --templates missing
    exits 3
    [ ! -e out ]
}

@test "an output folder that can't be made" {
    echo file >out
    build -o out
    exits 3
    complains "out" "another folder"
}

@test "show: the ticket, an entry by its last part, did you mean, a web page" {
    build --id one
    exits 0
    certcase show one.zip
    exits 0
    says "Partner Root CA"
    certcase show one.zip case.xml
    says "<?xml"
    certcase show one.zip partner-root-ca.cer --color never
    exits 0
    certcase show one.zip TICKET.tx
    exits 2
    complains "no entry 'TICKET.tx'" "did you mean TICKET.txt?"
    certcase show one.zip --format html
    exits 0
    says "<!doctype html>"
    says "<h1 id=\"subject\">Trusted root certificate"
    [ "$(grep -c '<script' <<<"$output")" -eq 1 ]
    certcase show "$ROOT"
    exits 3
    complains "partner-root.cer"
}

@test "the key to sign with may come from standard input, and of two files the wrong one is named" {
    run --separate-stderr "$CERTCASE" build "$ROOT" --environments "$INVENTORY" -e Test --at "$AT" --no-input -o out \
        --sign "$SAMPLES/signer.cer" --key - <"$SAMPLES/signer.key"
    exits 0
    unzip -l out/*.zip | grep -q SHA256SUMS.p7s
    : >empty
    build --sign empty --key "$SAMPLES/signer.key" -o none
    exits 3
    complains "empty: there is no certificate to sign with"
    build --sign "$SAMPLES/signer.cer" --key empty -o none
    exits 3
    complains "empty: there is no private key"
    [ ! -e none ]
}

@test "a PFX in AES for the cloud: refused with the whole command, encrypted anew with --convert, and audit accepts it" {
    cp "$SAMPLES/partner-client.pfx" client.pfx
    cp "$SAMPLES/password.txt" .
    aes=$(sha256sum <client.pfx | cut -d' ' -f1)
    for where in Test Production; do
        certcase build client.pfx --password-file password.txt --environments "$INVENTORY" -e $where --at "$AT" --no-input -o none
        exits 1
        says pfx-encryption-not-accepted
        says "only in TripleDES-SHA1"
        says "certcase convert client.pfx -o client-tripledes-sha1.pfx"
        [ ! -e none ]
    done
    certcase build client.pfx --environments "$INVENTORY" -e Test --at "$AT" --no-input -o none --convert
    exits 1
    says pfx-password-missing
    case $output in *pfx-encryption-not-accepted*) false ;; esac # the next run will cure it
    for out in one two; do
        certcase build client.pfx --password-file password.txt --environments "$INVENTORY" -e Test --at "$AT" --no-input -o $out --convert \
            --id C-1
        exits 0
    done
    cmp one/C-1.zip two/C-1.zip
    certcase show one/C-1.zip
    says "Encryption: TripleDES-SHA1, MAC SHA-1"
    says "Given as: PBES2 AES-256-CBC, MAC SHA-256"
    says "SHA-256 as given:"
    says "$aes"
    certcase audit one --at "$AT"
    exits 0
    says "0 errors, 1 warning"
    says "nobody opened its PFX"
    certcase audit one --at "$AT" --password-file password.txt
    exits 0
    says "0 errors, 0 warnings"
    unzip -qp one/C-1.zip 'certificates/*.pfx' >shipped.pfx
    openssl pkcs12 -in shipped.pfx -passin pass:certcase -noout -info 2>&1 | grep -q 3-KeyTripleDES
    certcase convert client.pfx -o alone.pfx --password-file password.txt
    cmp alone.pfx shipped.pfx
}

@test "what a bundle keeps of a finding about its PFX names no path, and audit finds the same though the file has another name there" {
    openssl pkcs12 -in "$SAMPLES/partner-client-3des.pfx" -passin "file:$SAMPLES/password.txt" -legacy -nodes -out all.pem
    openssl pkcs12 -export -in all.pem -passout "file:$SAMPLES/password.txt" -legacy -certpbe PBE-SHA1-RC2-40 -out weak.pfx
    certcase inspect weak.pfx --password-file "$SAMPLES/password.txt" --at "$AT" --no-input
    says "-> certcase convert weak.pfx -o weak-tripledes-sha1.pfx; or --convert"
    mkdir sub
    cp weak.pfx sub/
    certcase build weak.pfx --password-file "$SAMPLES/password.txt" --environments "$INVENTORY" -e Test --at "$AT" --no-input -o out --id weak
    exits 0
    says "pfx-weak-encryption" "or --convert on the way into a bundle"
    certcase build sub/weak.pfx --password-file "$SAMPLES/password.txt" --environments "$INVENTORY" -e Test --at "$AT" --no-input -o out2 --id weak
    exits 0
    cmp out/weak.zip out2/weak.zip
    certcase audit out/weak.zip --password-file "$SAMPLES/password.txt" --at "$AT"
    exits 0
    says "pfx-weak-encryption" "-> encrypt it again with TripleDES-SHA1"
    certcase audit out/weak.zip --password-file "$SAMPLES/password.txt" --at "$AT" --format json
    [[ "$output" != *"found"*"weak.pfx"* ]]
}

@test "--convert encrypts a weakly encrypted PFX anew, as its finding says" {
    openssl pkcs12 -in "$SAMPLES/partner-client-3des.pfx" -passin "file:$SAMPLES/password.txt" -legacy -nodes -out all.pem
    openssl pkcs12 -export -in all.pem -passout "file:$SAMPLES/password.txt" -legacy -certpbe PBE-SHA1-RC2-40 -keypbe PBE-SHA1-RC2-40 -out weak.pfx
    for where in Test Production; do
        certcase build weak.pfx --password-file "$SAMPLES/password.txt" --environments "$INVENTORY" -e $where --at "$AT" --no-input -n
        says pfx-weak-encryption
        says "--convert"
        certcase build weak.pfx --password-file "$SAMPLES/password.txt" --environments "$INVENTORY" -e $where --at "$AT" --no-input \
            --id weak-$where -o out --convert
        exits 0
        case "$output" in *pfx-weak-encryption*) false ;; esac
        unzip -p out/weak-$where.zip 'certificates/*.pfx' >anew.pfx
        openssl pkcs12 -in anew.pfx -passin "file:$SAMPLES/password.txt" -legacy -info -noout 2>info
        case "$(cat info)" in *RC2*) false ;; esac
        certcase audit out/weak-$where.zip --password-file "$SAMPLES/password.txt"
        exits 0
    done
}

@test "--convert leaves alone what the receiver takes, and on servers of one's own what they read" {
    cp "$SAMPLES/partner-client.pfx" "$SAMPLES/partner-client-3des.pfx" .
    for case in "partner-client-3des.pfx Test windows-2022" "partner-client.pfx Datacentre windows-2022"; do
        # shellcheck disable=SC2086 # words
        set -- $case
        rm -rf out
        certcase build "$1" --password-file "$SAMPLES/password.txt" --environments "$INVENTORY" -e "$2" --platform "$3" --at "$AT" --no-input \
            -o out --convert
        exits 0
        unzip -qp out/*.zip 'certificates/*.pfx' | cmp - "$1"
    done
    rm -rf out
    certcase build partner-client.pfx --password-file "$SAMPLES/password.txt" --environments "$INVENTORY" -e Datacentre --platform windows-2016 \
        --at "$AT" --no-input -o out --convert
    exits 0
    unzip -qp out/*.zip 'certificates/*.pfx' >shipped.pfx
    openssl pkcs12 -in shipped.pfx -passin pass:certcase -noout -info 2>&1 | grep -q 3-KeyTripleDES
}

@test "--convert gives no password to a PFX that has none: its key lay open, and the ticket would say that both stay" {
    openssl pkcs12 -in "$SAMPLES/partner-client.pfx" -passin pass:certcase -nodes -out all.pem
    openssl pkcs12 -export -in all.pem -passout pass: -keypbe NONE -certpbe NONE -nomac -out open.pfx
    certcase build open.pfx --password-file "$SAMPLES/password.txt" --environments "$INVENTORY" -e Test --at "$AT" --no-input -o out --convert
    exits 1
    says pfx-empty-password pfx-key-not-encrypted "certcase convert open.pfx"
    [ ! -e out ]
}

@test "key, certificate and chain in files of their own: one command makes the PFX of them" {
    openssl pkcs12 -in "$SAMPLES/partner-client.pfx" -passin pass:certcase -nodes -nocerts -out client.key
    cp "$SAMPLES/partner-client.cer" "$SAMPLES/partner-chain.pem" .
    certcase build partner-client.cer client.key partner-chain.pem --environments "$INVENTORY" -e Test --at "$AT" --no-input
    exits 1
    says "certcase convert partner-client.cer client.key partner-chain.pem"
    says "-o client.pfx"
    [[ $output != *not-a-certificate* ]]
    certcase convert partner-client.cer client.key partner-chain.pem -o client.pfx --new-password-file "$SAMPLES/password.txt"
    exits 0
}

@test "key, certificate and chain in a PEM are a client-side request, and convert is its next step" {
    openssl x509 -in "$SAMPLES/partner-client.cer" >client.pem
    openssl pkcs12 -in "$SAMPLES/partner-client.pfx" -passin pass:certcase -nodes -nocerts >>client.pem
    cat "$SAMPLES/partner-chain.pem" >>client.pem
    certcase build client.pem --environments "$INVENTORY" -e Test --at "$AT" --no-input
    exits 1
    says "Client certificate in OutSystems Cloud"
    says "certcase convert client.pem -o client.pfx"
    certcase convert client.pem -o client.pfx --new-password-file "$SAMPLES/password.txt"
    exits 0
    certcase build client.pfx --password-file "$SAMPLES/password.txt" --environments "$INVENTORY" -e Test --at "$AT" --no-input
    exits 0
}

@test "an address with a user and a password in it is refused, and shown nowhere" {
    for address in https://ana:hunter2-secret@api.partner.example/orders https://hunter2-secret@api.partner.example "see https://a:hunter2-secret@b/"; do
        certcase build "$ROOT" --environments "$INVENTORY" -e Test --at "$AT" --no-input -o out --consumes "$address"
        exits 2
        complains "leave out what stands before the @"
        [[ $output$stderr != *hunter2* ]]
        [ ! -e out ]
    done
    certcase build "$ROOT" --environments "$INVENTORY" -e Test --at "$AT" --no-input -o out --consumes "https://api.partner.example/ana@example.com"
    exits 0
}

@test "a password or private key in what the request says is refused before anything is written" {
    for words in "--reason|the password is hunter2" "--contact|Ana <ana@example.com> password: hunter2" \
        "--consumes|https://api.example.com/?password=hunter2" "--reason|x -----BEGIN PRIVATE KEY----- MIIEvQ"; do
        build -o out "${words%%|*}" "${words#*|}"
        exits 2
        complains "leave it out"
        case "$stderr" in *hunter2*) false ;; esac
        [ ! -e out ]
    done
    printf 'id,certificates,environments,reason\na,%s,Test,password: hunter2\n' "$ROOT" >list.csv
    certcase batch list.csv --environments "$INVENTORY" --at "$AT" --no-input -o out
    exits 3
    complains "list.csv:2: the reason tells a password"
    [ -z "$(find out -name '*.zip')" ]
}

@test "a password in what a catalog or a list of holidays says is refused, too: it stands in the ticket" {
    sed 's|<note>|<note>Portal password: hunter2. |' "$SAMPLES/../../../templates/catalog.xml" >told.xml
    printf '2026-11-23 password: hunter2\n2030-01-01 New Year\n' >days.txt
    for words in "--catalog|told.xml|the catalog" "--holidays|days.txt|the list of holidays"; do
        build -o out "${words%%|*}" "$(printf %s "$words" | cut -d'|' -f2)"
        exits 2
        complains "${words##*|} tells a password" "leave it out"
        [ ! -e out ]
    done
}

@test "where the catalog and the list of holidays lie on somebody's machine stands in no bundle" {
    mkdir -p ana/lists joao
    cp "$SAMPLES/../../../templates/catalog.xml" ana/lists/own.xml
    printf '2026-11-23 A day off\n2030-01-01 New Year\n' >ana/lists/days.txt
    cp ana/lists/* joao
    build -o out --catalog "$PWD/ana/lists/own.xml" --holidays "$PWD/ana/lists/days.txt"
    exits 0
    build -o again --catalog joao/own.xml --holidays joao/days.txt
    exits 0
    cmp out/*.zip again/*.zip
    certcase show out/*.zip SUBMIT.txt
    says "(own.xml)" "from days.txt,"
    certcase audit out --at "$AT" --catalog joao/own.xml --holidays joao/days.txt
    exits 0
}

@test "a template of one's own that tells the PFX's password is refused" {
    mkdir -p words plain
    cp "$SAMPLES/../../../templates/ticket_client_side.txt" plain
    (cat plain/ticket_client_side.txt && echo "It opens with Sommer-2026.") >words/ticket_client_side.txt
    echo Sommer-2026 >new.txt
    certcase convert "$SAMPLES/partner-client.pfx" -o own.pfx --password-file "$SAMPLES/password.txt" --new-password-file new.txt
    client() { certcase build own.pfx --environments "$INVENTORY" -e Test --at "$AT" --no-input -o out "$@"; }
    client --password-file new.txt --templates words
    exits 2
    complains "words/ticket_client_side.txt: the password of the PFX stands in it" "leave it out"
    [ ! -e out ]
    client --password-file new.txt --templates plain
    exits 0
}

@test "a letter in the activation code that only looks like a Latin one is named" {
    sed 's|EXA-MPL|EX\xD0\x90-MPL|' "$INVENTORY" >inventory.xml
    build --environments inventory.xml -o out
    exits 0
    says look-alike-letters "the activation code" "U+0410"
}

@test "an id names a case, and tells no password whatever its words" {
    for id in password-hunter2 new-pfx-password renew.password_2; do
        build -o out --id "$id"
        exits 0
        certcase audit "out/$id.zip" --at "$AT" --format ndjson
        exits 0
        case "$output" in *password-in-bundle*) false ;; esac
    done
}

refuses_to_say() { # PASSWORD ARG...
    local password=$1
    shift
    build_client "$@"
    exits 2
    complains "has the password of the PFX in it"
    case "$stderr" in *"$password"*) false ;; esac
    [ ! -e out ]
}

@test "the password that opens the PFX is refused in what the inventory says" {
    inventory() { # HOST NAME FRONT-END FOLLOWER
        printf '<inventory xmlns="urn:certcase:inventory:1" version="1"><infrastructure><name>I</name><follower>%s</follower></infrastructure>' "$4"
        printf '<environments><environment hosting="self-managed"><name>%s</name><host>%s</host><frontEnd>%s</frontEnd></environment></environments></inventory>' "$2" "$1" "$3"
    }
    client_pfx secretword
    for words in "a.example.com|Own|FE1|Ana secretword" "a.example.com|secretword|FE1|a@example.com" "a.example.com|Own|secretword|a@example.com"; do
        IFS='|' read -r host name server follower <<<"$words"
        inventory "$host" "$name" "$server" "$follower" >inventory.xml
        refuses_to_say secretword --environments inventory.xml --id a -e "$name"
        complains "name it otherwise"
    done
}

@test "the password that opens the PFX is refused in what the request says" {
    client_pfx tres-secret1
    for words in "--reason|needs tres-secret1." "--contact|Ana (tres-secret1)" "--id|tres-secret1"; do
        refuses_to_say tres-secret1 --environments "$INVENTORY" -e Test "${words%%|*}" "${words#*|}"
    done
    build_client --environments "$INVENTORY" -e Test --reason "for tres-secret10"
    exits 0
}

@test "the password that opens the PFX is refused in the name of a file that the bundle names" {
    client_pfx tres-secret1
    printf '2026-11-23 A day off\n2030-01-01 New Year\n' >tres-secret1.txt
    cp "$SAMPLES/../../../templates/catalog.xml" my_tres-secret1.xml
    cp "$SAMPLES/old-client.cer" old-tres-secret1.cer
    for words in "--holidays|tres-secret1.txt" "--catalog|my_tres-secret1.xml" "--renews|old-tres-secret1.cer"; do
        refuses_to_say tres-secret1 --environments "$INVENTORY" -e Test "${words%|*}" "${words#*|}"
    done
}

@test "what build writes tells audit no password: names of certificates and ids of our own making are none, the name of an environment may be" {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -days 3650 -out root.cer \
        -subj "/CN=ACME Password" 2>/dev/null
    certcase build root.cer -e Password-Portal=acme.outsystemsenterprise.com --contact a@b.example --no-input -o out
    exits 0
    certcase audit out
    exits 0
    openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -days 300 -out client.cer -subj "/CN=acme-client" 2>/dev/null
    printf 'acme-client\n' >password.txt
    certcase convert client.cer --key key.pem -o client.pfx --new-password-file password.txt
    set -- client.pfx --password-file password.txt --purpose client-side --no-input --contact a@b.example
    certcase build "$@" -e Production=acme.outsystemsenterprise.com -o client
    exits 0
    certcase audit client --password-file password.txt
    exits 0
    for said in "acme-client=acme.outsystemsenterprise.com|environment" "P=acme-client|host"; do
        certcase build "$@" -e "${said%|*}" --hosting cloud -o out2
        exits 2
        complains "of an environment has the password of the PFX in it" "give the PFX another password"
        [ ! -e out2 ]
    done
}

@test "a PFX as Base64 text, and one without a password: the hint is the command, and its PFX is accepted" {
    base64 "$SAMPLES/partner-client.pfx" >text.pfx
    certcase build text.pfx --password-file "$SAMPLES/password.txt" --environments "$INVENTORY" -e Test --at "$AT" --no-input -o out
    exits 1
    says pfx-is-base64
    says "certcase convert text.pfx -o text-tripledes-sha1.pfx"
    certcase convert text.pfx --password-file "$SAMPLES/password.txt" -o text-tripledes-sha1.pfx
    exits 0
    certcase build text.pfx --password-file "$SAMPLES/password.txt" --environments "$INVENTORY" -e Test --at "$AT" --no-input -o out --convert
    exits 0
    unzip -qp out/*.zip 'certificates/*.pfx' | cmp - text-tripledes-sha1.pfx
    certcase audit out --at "$AT"
    exits 0
    openssl pkcs12 -in "$SAMPLES/partner-client.pfx" -passin pass:certcase -nodes -out all.pem
    openssl pkcs12 -export -in all.pem -passout pass: -out none.pfx
    certcase build none.pfx --environments "$INVENTORY" -e Test --at "$AT" --no-input -o none
    exits 1
    says "certcase convert none.pfx -o none-tripledes-sha1.pfx"
    certcase convert none.pfx --new-password-file "$SAMPLES/password.txt" -o none-tripledes-sha1.pfx
    exits 0
    certcase build none-tripledes-sha1.pfx --password-file "$SAMPLES/password.txt" --environments "$INVENTORY" -e Test --at "$AT" --no-input -o none
    exits 0
}

@test "a service that takes AES alone gets AES, whatever a PFX is encrypted anew for" {
    base64 "$SAMPLES/partner-client.pfx" >text.pfx
    sed 's|tripledes-sha1<|aes-256<|' "$SAMPLES/../../../templates/catalog.xml" >catalog.xml
    set -- text.pfx --password-file "$SAMPLES/password.txt" --environments "$INVENTORY" -e Test --at "$AT" --no-input -o out --catalog catalog.xml
    certcase build "$@"
    exits 1
    says "certcase convert text.pfx --encryption aes-256 -o text-aes-256.pfx"
    certcase build "$@" --convert
    exits 0
}

@test "what only somebody can say, a server's certificate or callers' CAs, a renewal takes from the bundle that it follows" {
    openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out server.pem -subj /CN=apps.example.com -days 300 \
        -addext subjectAltName=DNS:apps.example.com -addext basicConstraints=CA:FALSE -addext extendedKeyUsage=serverAuth 2>/dev/null
    for row in "server.pem server Datacentre" "$SAMPLES/partner-root.cer inbound-mtls Test"; do
        # shellcheck disable=SC2086 # words
        set -- $row
        certcase build "$1" --purpose "$2" --environments "$INVENTORY" -e "$3" --no-input -o out --id "$2"
        exits 0
        openssl req -x509 -key key.pem -out next.pem -subj "/CN=apps.example.com" -days 400 -addext subjectAltName=DNS:apps.example.com \
            -addext basicConstraints=CA:$([ "$2" = server ] && echo FALSE || echo TRUE)
        certcase build next.pem --renews "out/$2.zip" --no-input -o next --id "next-$2"
        exits 0
        case $output in *renews-another-kind*) false ;; esac
        certcase show "next/next-$2.zip" case.xml
        says "<request purpose=\"$2\""
    done
}

@test "a PFX that came as a mail's attachment is opened with its password" {
    {
        printf 'Subject: certificate\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nHello\n\n'
        printf -- '--b\nContent-Type: application/x-pkcs12; name="client.pfx"\nContent-Transfer-Encoding: base64\n\n'
        base64 "$SAMPLES/partner-client-3des.pfx"
        printf -- '--b--\n'
    } >mail.eml
    certcase inspect mail.eml --password-file "$SAMPLES/password.txt" --at "$AT"
    says 'client certificate with its private key'
    case "$output" in *"none was given"*) false ;; esac
    says "next: certcase build mail.eml -e NAME=HOST --password-file" "--convert"
    certcase build mail.eml -e Test=acme-tst.outsystemsenterprise.com --password-file "$SAMPLES/password.txt" --convert --at "$AT" -n
    exits 0
    certcase inspect mail.eml --letter --no-input --at "$AT"
    says 'Subject: Please send us its password: client.pfx'
    says '"client.pfx" is protected by a password, and none was given'
    certcase convert mail.eml --password-file "$SAMPLES/password.txt" -o attachment.pfx
    exits 0
    openssl pkcs12 -in attachment.pfx -passin "file:$SAMPLES/password.txt" -nokeys -legacy >/dev/null
}

@test "CAs that came in a mail beside the PFX are shipped beside it" {
    openssl pkcs12 -in "$SAMPLES/partner-client-3des.pfx" -passin "file:$SAMPLES/password.txt" -legacy -nokeys -out all.pem
    openssl pkcs12 -in "$SAMPLES/partner-client-3des.pfx" -passin "file:$SAMPLES/password.txt" -legacy -nocerts -nodes -out own.key
    openssl x509 -in all.pem -out own.pem
    openssl pkcs12 -export -in own.pem -inkey own.key -passout "file:$SAMPLES/password.txt" -legacy -out own.pfx
    {
        printf 'From: a@example.com\nMIME-Version: 1.0\n\n'
        for file in own.pfx all.pem; do
            printf -- '--b\nContent-Transfer-Encoding: base64\n\n'
            base64 "$file"
        done
    } >mail.eml
    certcase build mail.eml --environments "$INVENTORY" -e Test --at "$AT" --no-input --password-file "$SAMPLES/password.txt" --convert --id mailed -o out
    exits 0
    [ "$(unzip -Z1 out/mailed.zip 'certificates/*.cer' | wc -l)" -gt 0 ]
    certcase audit out/mailed.zip --password-file "$SAMPLES/password.txt"
    exits 0
}

@test "what stands behind the end of a PFX stays out of the bundle, and audit refuses it" {
    { cat "$SAMPLES/partner-client-3des.pfx"; echo 'PFX password: geheim1'; } >behind.pfx
    certcase build behind.pfx --environments "$INVENTORY" -e Test --at "$AT" --no-input --password-file "$SAMPLES/password.txt" --id behind -o out
    exits 0
    says 'bytes behind the end of the PFX'
    unzip -p out/behind.zip 'certificates/*.pfx' | cmp - "$SAMPLES/partner-client-3des.pfx"
}

# ca NAME SUBJECT DAYS [SIGNER]: NAME.pem and NAME.key, a CA
ca() {
    local sign=()
    [ $# -lt 4 ] || sign=(-CA "$4.pem" -CAkey "$4.key")
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.pem" -subj "$2" -days "$3" \
        -addext basicConstraints=critical,CA:TRUE "${sign[@]}" 2>/dev/null
}

@test "of an old root with its intermediate the one that is renewed is replaced, never the CA that its successor needs" {
    ca root "/CN=Root A" 3000
    ca old "/CN=Issuing A" 400 root
    ca new "/CN=Issuing A" 800 root
    certcase build root.pem old.pem -e Production=acme.outsystemsenterprise.com --contact 'Ana <ana@example.com>' --no-input -o out --id old
    exits 0
    for files in new.pem "root.pem new.pem"; do
        # shellcheck disable=SC2086 # words
        certcase build $files --renews out/old.zip --no-input -o out --id new --force
        exits 0
        certcase show out/new.zip TICKET.txt
        says 'Replaces: CN=Issuing A'
        case $output in *"Replaces: CN=Root A"*) false ;; esac
    done
    certcase build new.pem --renews root.pem -e Production=acme.outsystemsenterprise.com --no-input -o out --id gone
    exits 1
    says '"CN=Root A" would be removed, which issued "Issuing A"'
    ca other "/CN=Root A" 3000
    certcase build other.pem new.pem -e Production=acme.outsystemsenterprise.com --no-input -o out --id other
    says '"Issuing A" was issued by "Root A", but the one of that name that was given has another key'
}

@test "an issuing CA of another name replaces the one before it, not the root that both stand under" {
    ca root "/CN=Root A" 3000
    ca old "/CN=Issuing 1" 400 root
    ca new "/CN=Issuing 2" 800 root
    where=(-e Production=acme.outsystemsenterprise.com --contact 'Ana <ana@example.com>' --no-input)
    certcase build root.pem old.pem "${where[@]}" -o out --id old
    exits 0
    for files in new.pem "root.pem new.pem"; do
        # shellcheck disable=SC2086 # words
        certcase build $files --renews out/old.zip "${where[@]}" -o out --force
        exits 0
        says 'it would replace "CN=Issuing 1", which has another name and another key than'
        case $output in *renews-itself* | *"would be removed"*) printf '%s\n' "$output" >&2; false ;; esac
        certcase show out/trusted-root-issuing-2-*.zip TICKET.txt
        says 'Replaces: CN=Issuing 1'
        certcase audit out --all
        exits 0
        case $output in *duplicate-across-bundles*) printf '%s\n' "$output" >&2; false ;; esac
    done
    certcase build root.pem old.pem --renews out/old.zip "${where[@]}" -o out --id same
    exits 1
    says '"Root A" is the very certificate that "old" asked for'
}

@test "a case in which the intermediate alone is new has an id of its own beside the one that it renews, in a batch, too" {
    ca root "/CN=Root A" 3000
    ca old "/CN=Issuing A" 400 root
    ca new "/CN=Issuing A" 800 root
    where=(-e Production=acme.outsystemsenterprise.com --contact 'Ana <ana@example.com>' --no-input)
    for purpose in inbound-mtls trusted-root; do
        certcase build root.pem old.pem --purpose "$purpose" "${where[@]}" -o "$purpose"
        exits 0
        old=$(cd "$purpose" && echo "$purpose"-root-a-*-production.zip)
        certcase build root.pem new.pem --renews "$purpose/$old" "${where[@]}" -o "$purpose"
        exits 0
        new=$(cd "$purpose" && echo "$purpose"-issuing-a-*-production.zip)
        certcase show "$purpose/$new" TICKET.txt
        says "Installed under reference: ${old%.zip}" "Our reference: ${new%.zip}"
        certcase audit "$purpose" --all
        exits 0
        case $output in *duplicate-across-bundles* | *"its id names"*) printf '%s\n' "$output" >&2; false ;; esac
    done
    printf 'certificates,environments,renews\nroot.pem;old.pem,Production=acme.outsystemsenterprise.com,\nroot.pem;new.pem,,%s\n' \
        "trusted-root/$old" >requests.csv
    certcase batch requests.csv --contact 'Ana <ana@example.com>' -o all
    exits 0
    case $(cat all/batch.ndjson) in *duplicate-request*) false ;; esac
    [ -e "all/$new" ]
}

@test "a renewal of a CA with the same key asks to remove the old one, and audit makes the same ticket of its bundle" {
    ca root "/CN=Root A" 3000
    ca old "/CN=Issuing A" 400 root
    openssl req -x509 -key old.key -out new.pem -subj "/CN=Issuing A" -days 800 -addext basicConstraints=critical,CA:TRUE \
        -CA root.pem -CAkey root.key
    openssl req -x509 -key root.key -out root2.pem -subj "/CN=Root A" -days 3300 -addext basicConstraints=critical,CA:TRUE
    for row in "trusted-root root.pem root2.pem" "inbound-mtls root.pem root2.pem" "trusted-root root.pem,old.pem root.pem,new.pem"; do
        # shellcheck disable=SC2086 # words
        set -- $row
        # shellcheck disable=SC2086 # words
        certcase build ${2//,/ } --purpose "$1" -e Production=acme.outsystemsenterprise.com --contact 'Ana <ana@example.com>' --no-input \
            -o out --id old --force
        exits 0
        # shellcheck disable=SC2086 # words
        certcase build ${3//,/ } --renews out/old.zip --no-input -o out --id new --force
        exits 0
        certcase show out/new.zip TICKET.txt
        says "when the new one works"
        certcase audit out/new.zip
        exits 0
    done
}

@test "nobody is asked to remove a certificate of another kind" {
    certcase build "$SAMPLES/partner-client-3des.pfx" --password-file "$SAMPLES/password.txt" --environments "$INVENTORY" -e Test --at "$AT" \
        --no-input -o out --id client
    exits 0
    certcase build "$SAMPLES/partner-root.cer" --renews out/client.zip --at "$AT" --no-input -o out --id root
    exits 0
    says renews-another-kind
    certcase show out/root.zip TICKET.txt
    case $output in *Replaces*) false ;; esac
    certcase show out/root.zip case.xml
    case $output in *"<replaces"*) false ;; esac
    certcase build "$SAMPLES/old-root.cer" --environments "$INVENTORY" -e Test --at "$AT" --no-input -o out --id old-root
    exits 0
    certcase build "$SAMPLES/partner-client-3des.pfx" --password-file "$SAMPLES/password.txt" --renews out/old-root.zip --at "$AT" --no-input -n
    exits 0
    says client-side-outsystems-client- # its own name, not that of the root in it, which follows the old one
}

@test "a day to ask for the next one that has passed is told as such" {
    certcase build "$SAMPLES/old-root.cer" --environments "$INVENTORY" -e Test --at 2026-11-27T08:00:00Z --no-input -n
    says "renew by    Friday 2026-11-27, ask for the next one by then"
    certcase build "$SAMPLES/old-root.cer" --environments "$INVENTORY" -e Test --at 2026-11-28T08:00:00Z --no-input -n
    says "renew by    Friday 2026-11-27, that day has passed, so ask for the next one now"
}

@test "a letter that only looks like a Latin one is named wherever a ticket shows it" {
    sed 's:<name>Test<:<name>Tеst<:' "$INVENTORY" >inventory.xml
    certcase environments inventory.xml
    says 'the environment "Tеst" has a letter that only looks like a Latin one: U+0435'
    certcase build "$SAMPLES/partner-root.cer" --environments inventory.xml -e Tеst --at "$AT" --no-input -n \
        --reason 'for Pаrtner' --contact 'Ana <ana@exаmple.com>'
    says 'the environment "Tеst" has a letter'
    says 'the reason "for Pаrtner" has a letter that only looks like a Latin one: U+0430'
    says 'the contact "Ana <ana@exаmple.com>" has a letter'
}

@test "an address that names no host, or several, is refused" {
    for address in https://api.partner.example,api.bank.example "api.partner.example api.bank.example" https:// https//x http:api \
        "https://api.partner.example/a, https://api.bank.example/b" "https://api.partner.example/a;https://api.bank.example/b"; do
        certcase build "$SAMPLES/partner-root.cer" --environments "$INVENTORY" -e Test --at "$AT" --no-input -n --consumes "$address"
        exits 2
        complains "'$address', doesn't name one host"
    done
    certcase build "$SAMPLES/partner-root.cer" --environments "$INVENTORY" -e Test --at "$AT" --no-input -n --consumes https://api.pärtner.example/é
    exits 2
    complains "the host of the service, 'api.pärtner.example', is in other letters" "xn--"
    certcase build "$SAMPLES/partner-root.cer" --environments "$INVENTORY" -e Test --at "$AT" --no-input -n --consumes https://partner.example/é
    exits 0
}

@test "an address where TLS follows only after a dialog is noted" {
    for address in ftp://files.partner.example ldap://dir.partner.example smtp://mail.partner.example:587; do
        certcase build "$SAMPLES/partner-root.cer" --environments "$INVENTORY" -e Test --at "$AT" --no-input -n --consumes "$address"
        exits 0
        says "note     consumes-needs-none" "\"$address\" begins without TLS"
    done
    certcase build "$SAMPLES/partner-root.cer" --environments "$INVENTORY" -e Test --at "$AT" --no-input -n --consumes ldaps://dir.partner.example
    [[ $output != *consumes-needs-none* ]]
}

@test "a certificate that carries a private key in itself is refused, as audit would" {
    openssl req -x509 -newkey rsa:2048 -nodes -keyout other.key -out other.pem -days 10 -subj /CN=other 2>/dev/null
    openssl req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 3000 -subj /CN=carrier \
        -addext "1.3.6.1.4.1.99999.1=DER:$(od -An -v -tx1 other.key | tr -d ' \n')" 2>/dev/null
    certcase build c.pem -e Test=acme.outsystemsenterprise.com --no-input -o out
    exits 1
    says "contains-private-key" "it carries a private key (PEM) in itself" "has a certificate that carries a private key in itself"
    [ ! -e out ]
    certcase inspect c.pem
    exits 1
}

@test "a bundle of more files than audit reads is refused" {
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out k.pem 2>/dev/null
    for i in {1..201}; do
        openssl req -x509 -key k.pem -days 3000 -subj "/CN=root $i" 2>/dev/null
    done >all.pem
    sed '$d' all.pem | tac | sed '1,/-----END/{/-----END/!d}' | tac >most.pem
    certcase build all.pem -e Test=acme.outsystemsenterprise.com --no-input -o out
    exits 3
    complains "201 certificate files" "make several requests of it"
    [ ! -e out ]
    certcase build most.pem -e Test=acme.outsystemsenterprise.com --no-input -o out --id most
    exits 0
    certcase audit out/most.zip
    case "$output" in *limit-exceeded*) false ;; esac
}
