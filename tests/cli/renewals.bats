load helper

LATER=2027-03-02T08:00:00Z # nothing of the fixtures but the old root is due by then

# A folder with an old bundle, a client-side one, and what is no bundle.
fixtures() {
    build -o out --id root
    certcase build "$SAMPLES/old-root.cer" --environments "$INVENTORY" -e Test -e Production --at 2026-03-02T08:00:00Z --no-input -o out --id old
    exits 0
    certcase build "$SAMPLES/partner-client-3des.pfx" --password-file "$SAMPLES/password.txt" --environments "$INVENTORY" -e Production \
        --at "$AT" --no-input -o out/sub --id client
    exits 0
}

renewals() {
    certcase renewals "$@" --at "$AT"
}

@test "what is due comes first, with its day, and exits with 1" {
    fixtures
    renewals out
    exits 1
    says "The first of the others: outsystems-client, to ask for by Monday 2027-05-10; --all lists them"
    [ "$(grep -c '^fine' <<<"$output")" -eq 0 ]
    renewals out --all
    exits 1
    [ "$(grep -c '^fine' <<<"$output")" -eq 4 ]
    [[ $(sed -n 2p <<<"$output") =~ ^"due      2026-11-27  2026-12-20     30 d  Partner Root CA  "\ +"Test, Production"$ ]]
    says "87311A6E292E5FE95F791078F6EBBA90C021D08C trusted-root, cloud: out/old.zip"
    says "next: certcase build NEW.cer --renews out/old.zip"
    says "certificates: 1 due within 60 days, 4 fine"
}

@test "the command that is printed makes the successor, and then nothing is due" {
    fixtures
    renewals out
    next=$(sed -n 's/^next: //p' <<<"$output")
    sh -ec "certcase() { \"$CERTCASE\" \"\$@\"; }; ${next/NEW.cer/$ROOT} --at $AT --no-input -o out --id new" >log
    renewals out --all
    exits 0
    says "renewed by new (out/new.zip)"
    says "1 renewed already"
}

@test "inspect and the list count the same days to the end that a ticket names, at any hour; a remade ticket names it too" {
    for hour in 00:00:00 08:00:00 23:59:59; do
        build -o "out-${hour%%:*}" --id root --at "2026-11-20T${hour}Z"
        exits 0
        certcase inspect "$ROOT" --at "2026-11-20T${hour}Z"
        says "to Tuesday 2044-03-01, 00:00 UTC (6311 days left)"
        certcase show "out-${hour%%:*}/root.zip"
        says "to Tuesday 2044-03-01, 00:00 UTC"
        certcase renewals "out-${hour%%:*}" --all --at "2026-11-20T${hour}Z"
        says "2044-03-01   6311 d"
        certcase audit "out-${hour%%:*}" --fail-on note --at "2026-11-20T${hour}Z" --format ndjson
        [[ $output != *ticket* ]] && [[ $output != *case-* ]]
    done
}

# FILE ENTRY PATTERN TEXT: puts the text in the place of the first such in an entry of a bundle, and leaves its lists as they were
edit() {
    python3 - "$@" <<'EOF'
import re, sys, zipfile
file, entry, pattern, text = sys.argv[1:]
with zipfile.ZipFile(file) as bundle:
    parts = {name: bundle.read(name) for name in bundle.namelist()}
parts[entry], n = re.subn(pattern.encode(), text.encode(), parts[entry], count=1)
assert n == 1
with zipfile.ZipFile(file, "w") as bundle:
    for name, data in parts.items():
        bundle.writestr(name, data)
EOF
}

@test "a password opens the PFX of a bundle: what its record says of it no longer counts" {
    fixtures
    edit out/sub/client.zip case.xml 'notAfter="2027-[^"]*"' 'notAfter="2099-01-01T00:00:00Z"'
    renewals out/sub --all
    exits 0
    says "2099-01-01"
    says "not opened: the PFX of 1 bundle, so what is said of it is the bundle's own word; changed after it was made: 1 bundle"
    renewals out/sub --all --password-file "$SAMPLES/password.txt"
    exits 0
    case $output in *"not opened"*) false ;; esac
    says "outsystems-client"
    case $output in *2099-01-01*) false ;; esac
    echo other >other.txt
    renewals out/sub --all --password-file other.txt
    exits 0
    says "2099-01-01"
}

@test "a bundle that was changed after it was made is listed, and each line says that; what it renews is its word" {
    fixtures
    certcase build "$ROOT" --renews out/old.zip --at "$AT" --no-input -o out --id new
    exits 0
    renewals out
    exits 0
    case $output in *changed*) false ;; esac
    edit out/sub/client.zip case.xml '<name>Production<' '<name>Elsewhere<'
    edit out/new.zip TICKET.txt Partner Stranger
    renewals out
    exits 0
    [ -z "$stderr" ]
    says "fine     2027-05-10" "Elsewhere" "its bundle was changed after it was made: audit out/sub/client.zip"
    says "claimed  2026-11-27" "renewed by the word of new (out/new.zip): its bundle was changed after it was made"
    says "changed after they were made: 2 bundles"
    renewals out --format json
    exits 0
    says '"doubt": "bundle-changed"' '"changed": 2'
    certcase build "$ROOT" --renews out/old.zip --at "$AT" --no-input -o out --id new --force
    zip -q -d out/new.zip manifest.json SHA256SUMS TICKET.txt # only its record and certificate are left
    renewals out
    says "claimed  2026-11-27" "renewed by the word of new (out/new.zip): its bundle was changed after it was made"
    renewals out -q
    exits 0
    [ -z "$output" ]
}

# NAME: client.pfx with a certificate of that name that was valid in 2020 and will be in 2035, self-signed
client() {
    printf '[ca]\ndefault_ca=d\n[d]\ndatabase=index\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\norganizationName=optional\ncountryName=optional\n' >ca.cnf
    : >index
    echo 01 >serial
    openssl req -newkey rsa:2048 -nodes -keyout client.key -subj "/C=PT/O=Partner Lda/CN=$1" -out client.csr 2>/dev/null
    openssl ca -config ca.cnf -selfsign -keyfile client.key -in client.csr -startdate 20200101000000Z -enddate 20351201000000Z -batch -notext \
        -preserveDN -out client.pem 2>/dev/null
    openssl pkcs12 -export -inkey client.key -in client.pem -passout file:"$SAMPLES/password.txt" -out client.pfx -certpbe PBE-SHA1-3DES \
        -keypbe PBE-SHA1-3DES -macalg sha1
}

@test "a renewal by a certificate of another name and key is told as its bundle's word" {
    fixtures
    certcase build "$SAMPLES/appliance.cer" --renews out/old.zip --at "$AT" --no-input -o out --id other
    exits 0
    renewals out
    exits 0
    says "claimed  2026-11-27" "renewed by the word of other (out/other.zip): it has another name and another key"
    renewals out --format json
    says '"doubt": "another-name-and-key"'
}

@test "an environment of the same name at another host is another one" {
    fixtures
    certcase build "$ROOT" --renews out/old.zip -e Test=other.outsystemsenterprise.com -e Production=other.outsystemsenterprise.com \
        --at "$AT" --no-input -o out --id new
    exits 0
    renewals out
    exits 1
    says "due      2026-11-27  2026-12-20     30 d  Partner Root CA"
    case $output in *"renewed "*) false ;; esac
}

@test "an environment of another name on the same host is named, and left to whoever knows whether it is one" {
    certcase build "$SAMPLES/old-root.cer" -e Prod=apps.outsystemsenterprise.com --at 2026-03-02T08:00:00Z --no-input -o out --id old
    certcase build "$ROOT" --renews out/old.zip -e Live=Apps.outsystemsenterprise.com --at "$AT" --no-input -o out --id new
    renewals out
    exits 1
    says "its host is renewed as Live by new (out/new.zip): if both are one environment, nothing is to be asked for"
    for format in json html; do
        renewals out --format $format
        exits 1
        says "Live" "out/new.zip"
    done
    says "if both are one environment"
}

# In a container without the time, or after a dead battery, nothing would be due.
@test "a clock that stands before a bundle was made is a problem, told once" {
    fixtures
    certcase renewals out --at 1970-01-01T00:00:00Z
    exits 3
    complains "it says that it was prepared on Monday 2026-03-02, 08:00 UTC, and it is Thursday 1970-01-01, 00:00 UTC here" "--at"
    [ "$(grep -c 'it is Thursday' <<<"$stderr")" -eq 1 ]
    says "1 problem in what was read"
    certcase renewals out --at 2026-11-19T08:00:01Z --all # clocks of two machines
    exits 1
    [ -z "$stderr" ]
    certcase renewals out --at 2026-11-19T07:59:59Z
    exits 3
    certcase renewals "$ROOT" --at 0001-01-01T00:00:00Z # which nobody prepared
    exits 0
}

@test "a renewal that is in a shut PFX is told as its bundle's word, until a password opens it" {
    fixtures
    client outsystems-client
    certcase build client.pfx --password-file "$SAMPLES/password.txt" --renews out/sub/client.zip --at "$AT" --no-input -o out --id new
    exits 0
    renewals out/sub --within 200d
    exits 1
    renewals out/sub out/new.zip --within 200d
    exits 0
    says "claimed  2027-05-10  2027-06-01" "renewed by the word of new (out/new.zip): its PFX is shut"
    says "3 renewed by the word of a bundle alone" # its CAs, too
    case $output in *next:*) false ;; esac
    renewals out/sub out/new.zip # not due anyhow
    exits 0
    case $output in *"claimed  "*) false ;; esac
    renewals out/sub out/new.zip --within 200d -q
    exits 0
    [ -z "$output" ]
    renewals out/sub out/new.zip --within 200d --all --password-file "$SAMPLES/password.txt"
    exits 0
    says "renewed by new (out/new.zip)" "3 renewed already"
    case $output in *"the word of"*) false ;; esac
}

@test "--prepare writes a list that batch reads once its certificates are filled in, and then nothing is due" {
    fixtures
    cp "$SAMPLES/own-domain.cer" "$SAMPLES/old-root.cer" out # loose files: one needs no request, the other is in a bundle
    certcase renewals out --at "$AT" --within 110d --prepare requests.csv
    exits 1
    complains "wrote requests.csv: 1 request; fill in the column of certificates, password_file for each PFX" "certcase batch requests.csv -o renewed"
    case $output in *"next:"*) false ;; esac
    [ "$(head -1 requests.csv)" = $'\xEF\xBB\xBFcertificates,environments,purpose,hosting,contact,reason,renews,password_file\r' ]
    certcase batch requests.csv -o renewed --at "$AT"
    exits 3
    complains "a request needs a certificate"
    sed -i "2s|^|$ROOT|" requests.csv
    certcase batch requests.csv -o renewed --at "$AT" --force
    exits 0
    certcase show renewed/*.zip
    says "Reason: Renewal of Partner Root CA (thumbprint"
    says "87311A6E292E5FE95F791078F6EBBA90C021D08C), which expires on Sunday"
    case $output in *"to ask for by"*) false ;; esac
    renewals out renewed
    exits 0
    renewals out --prepare requests.csv
    exits 3
    complains "requests.csv: it exists already" "name another file: somebody may have filled it in"
    mkdir lists
    renewals out --prepare lists/requests.csv
    exits 2
    complains "it names bundles from the current folder"
    renewals "$PWD/out" --prepare lists/requests.csv
    exits 1
    [ -s lists/requests.csv ]
}

@test "sheets come with the separator that a spreadsheet of one's own language opens, and go back into batch" {
    fixtures
    renewals out --within 110d --prepare requests.csv --separator semicolon
    exits 1
    [ "$(head -1 requests.csv)" = $'\xEF\xBB\xBFcertificates;environments;purpose;hosting;contact;reason;renews;password_file\r' ]
    sed -i "2s|^|$ROOT|" requests.csv
    certcase batch requests.csv -o renewed --at "$AT"
    exits 0
    CERTCASE_SEPARATOR=semicolon renewals out --format csv
    says "status;ask_by;expires;"
    certcase batch requests.csv --dry-run --at "$AT" --format csv --separator tab
    says $'id\tenvironments\thosting\t'
    certcase renewals out --separator semicolon
    exits 2
    complains "--separator: does nothing without --format csv"
    CERTCASE_SEPARATOR=semicolon renewals out --format json
    [[ $stderr != *separator* ]]
    renewals out --within 110d --format json --prepare again.csv --separator tab
    [[ $(head -1 again.csv) == *$'certificates\tenvironments\t'* ]]
}

@test "--prepare writes no list when there is nothing to ask for, and says so" {
    fixtures
    renewals out/root.zip --prepare requests.csv
    exits 0
    complains "requests.csv is not written: nothing is due"
    renewals gone.zip --prepare requests.csv
    exits 3
    complains "requests.csv is not written: nothing is due"
    renewals "$SAMPLES/own-domain.cer" --within 110d --prepare requests.csv
    exits 1
    complains "requests.csv is not written: nothing that is due can be asked for by a request"
    renewals out/root.zip --prepare requests.csv -q
    exits 0
    [ -z "$output$stderr" ] && [ ! -e requests.csv ]
    renewals out --prepare requests.csv
    exits 1
    [ -s requests.csv ]
}

@test "a bare certificate is renewed by the command that is printed, and by the list that is prepared" {
    cp "$SAMPLES/old-root.cer" .
    renewals .
    exits 1
    says "next: certcase build NEW.cer --renews ./old-root.cer -e NAME=HOST"
    certcase build "$ROOT" --renews ./old-root.cer -e Test=acme.outsystemsenterprise.com --at "$AT" --no-input -o out --id new
    exits 0
    certcase show out/new.zip
    says "Replaces: CN=Partner Root CA"
    says "SHA-1 thumbprint: 87311A6E292E5FE95F791078F6EBBA90C021D08C"
    certcase audit out --at "$AT"
    exits 0
    says 'replaces "CN=Partner Root CA'
    renewals . --all
    exits 0
    says "renewed by new (./out/new.zip)"
    rm -r out
    renewals . --prepare requests.csv
    exits 1
    complains "environments as NAME=HOST where no bundle is renewed"
    sed -i "2s|^,,|$ROOT,Test=acme.outsystemsenterprise.com,|" requests.csv
    certcase batch requests.csv -o out --at "$AT"
    exits 0
    renewals .
    exits 0
    certcase build "$SAMPLES/old-root.cer" --renews old-root.cer -e Test=acme.outsystemsenterprise.com --at "$AT" --no-input
    exits 1
    says "is the very certificate that it would replace"
    certcase build "$ROOT" --renews "$SAMPLES/signer.key" -e Test=acme.outsystemsenterprise.com --at "$AT" --no-input
    exits 3
    complains "signer.key: it is a private key" "give the bundle of the old request (.zip) or the old certificate itself (.cer)"
    certcase build "$ROOT" --renews "$SAMPLES/partner-client.pfx" -e Test=acme.outsystemsenterprise.com --at "$AT" --no-input
    exits 3
    complains "partner-client.pfx: it is a PFX that needs a password" "--password-file"
    certcase build "$ROOT" --renews old-root.cer --at "$AT" --no-input
    exits 1
    says "name each environment with -e NAME"
}

# NAME DAYS ISSUER [-extfile]: a key and certificate of openssl's
issue() {
    local extensions=basicConstraints=critical,CA:true
    [ "$1" = leaf ] && extensions=basicConstraints=CA:false
    [ -e "$1.key" ] || openssl genrsa -out "$1.key" 2048 2>/dev/null
    openssl req -new -key "$1.key" -subj "/CN=$1" |
        openssl x509 -req -days "$2" -CA "$3.pem" -CAkey "$3.key" -CAcreateserial -extfile <(echo "$extensions") -out "$1.pem" 2>/dev/null
}

@test "an intermediate that came along in a case is renewed alone, too" {
    openssl req -x509 -newkey rsa:2048 -nodes -keyout root.key -subj /CN=root -days 3000 -out root.pem 2>/dev/null
    issue middle 20 root
    issue leaf 900 middle
    openssl pkcs12 -export -inkey leaf.key -in leaf.pem -certfile <(cat middle.pem root.pem) -passout pass:certcase -out client.pfx \
        -certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES -macalg sha1
    certcase build client.pfx --password-file "$SAMPLES/password.txt" --environments "$INVENTORY" -e Test -e Production --no-input -o out
    [ -e out/*.zip ]
    certcase renewals out
    exits 1
    says "middle"
    certcase renewals out --prepare requests.csv
    exits 1
    [[ $(sed -n 2p requests.csv) == ',"Test;Production",trusted-root,cloud,Ana Silva <ana.silva@example.com>,"Renewal of middle ('*',,'* ]]
    issue middle 900 root
    sed -i "2s|^|middle.pem;root.pem|" requests.csv
    certcase batch requests.csv --environments "$INVENTORY" -o out
    exits 0
    certcase renewals out --all
    exits 0
    says "1 renewed already"
}

@test "an intermediate of the same names from another root is no successor" {
    for n in one two; do
        mkdir $n
        openssl req -x509 -newkey rsa:2048 -nodes -keyout $n/root.key -subj /CN=root -days 3000 -out $n/root.pem 2>/dev/null
        openssl req -new -newkey rsa:2048 -nodes -keyout $n/middle.key -subj /CN=middle -out $n/middle.csr 2>/dev/null
        openssl x509 -req -in $n/middle.csr -days $([ $n = one ] && echo 20 || echo 900) -CA $n/root.pem -CAkey $n/root.key -CAcreateserial \
            -extfile <(printf 'basicConstraints=critical,CA:true\nauthorityKeyIdentifier=keyid\n') -out $n/middle.pem 2>/dev/null
        certcase build $n/root.pem $n/middle.pem --environments "$INVENTORY" -e Test --no-input -o out --id $n
        exits 0
    done
    certcase renewals out
    exits 1
    says "middle " "4 certificates: 1 " ", 3 fine"
}

@test "a folder of certificate files and bundles has a line a certificate, and what is no certificate is passed over" {
    fixtures
    cp "$SAMPLES/old-root.cer" "$SAMPLES/own-domain.cer" "$SAMPLES/partner-chain.pem" "$SAMPLES/signer.key" out/sub
    echo text >out/note.txt
    renewals out --all
    exits 1
    says "6 certificates: 1 due within 60 days, 5 fine"
    [ -z "$stderr" ]
    renewals out --format csv
    exits 1
    [ "$(wc -l <<<"$output")" -eq 7 ]
    [ "$(head -1 <<<"$output" | cut -d, -f1-2)" = $'\xEF\xBB\xBFstatus,ask_by' ] # else Excel takes it for an old code page
    [ "$(sed -n 2p <<<"$output" | cut -d, -f1-5)" = "due,2026-11-27,2026-12-20,30,Partner Root CA" ]
    certcase renewals out --format csv --at 2027-12-20T08:00:00Z
    [ "$(sed -n 2p <<<"$output" | cut -d, -f1-5)" = "expired,2026-11-27,2026-12-20,-365,Partner Root CA" ]
}

@test "what goes by case is renewed by case, and of what no request renews that is said" {
    own() { certcase build "$SAMPLES/own-domain.cer" --purpose server --hosting cloud --at "$AT" --no-input -o out "$@"; }
    own -e LifeTime=lifetime.example.com --id console
    own -e Production=p.outsystemsenterprise.com --id refused --refusal 'The certificate chain is invalid'
    renewals out --within 110d --prepare requests.csv
    exits 1
    says "2 due within 110 days; no request renews 1 of them: a new server certificate in OutSystems Cloud is uploaded in LifeTime"
    complains "wrote requests.csv: 1 request;"
    [[ $(sed -n 2p requests.csv) == *,out/console.zip,* ]]
    renewals out --within 110d
    says "next: certcase build NEW.cer --renews out/console.zip"
    [ "$(grep -c "certcase build" <<<"$output")" -eq 1 ]
    certcase build "$SAMPLES/own-domain.cer" --renews out/console.zip --no-input -n --at "$AT"
    says "by case"
}

# ca NAME SUBJECT DAYS [SIGNER]: NAME.pem and NAME.key, a CA
ca() {
    local sign=()
    [ $# -lt 4 ] || sign=(-CA "$4.pem" -CAkey "$4.key")
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.pem" -subj "$2" -days "$3" \
        -addext basicConstraints=critical,CA:TRUE "${sign[@]}" 2>/dev/null
}

@test "a CA that came along is renewed for the same purpose, on the same hosts, by the command and by the list" {
    local soon
    soon=$(date -u -d '+80 days' +%Y-%m-%dT08:00:00Z)
    ca root "/CN=Callers Root" 3000
    ca old "/CN=Callers Issuing CA" 100 root
    ca new "/CN=Callers Issuing CA" 800 root
    for purpose in inbound-mtls trusted-root; do
        certcase build root.pem old.pem --purpose $purpose -e Production=apps.example.com --hosting cloud --contact 'Ana <ana@example.com>' \
            --no-input -o out-$purpose --id old
        exits 0
        certcase renewals out-$purpose --at "$soon" --within 90d --prepare $purpose.csv
        exits 1
        sed -i "2s|^|new.pem;root.pem|" $purpose.csv
        certcase batch $purpose.csv -o made-$purpose --at "$soon"
        exits 0
        certcase renewals out-$purpose --at "$soon" --within 90d
        next=$(sed -n 's/^next: //p' <<<"$output" | sed 's/NEW.cer/new.pem/; s/ROOT.cer/root.pem/')
        sh -ec "certcase() { \"$CERTCASE\" \"\$@\"; }; $next --at $soon --no-input -o out-$purpose --id new" >log
        for bundle in made-$purpose/*.zip out-$purpose/new.zip; do
            certcase show "$bundle" case.xml
            says "<request purpose=\"$purpose\" hosting=\"cloud\"" "<subject>CN=Callers Issuing CA</subject>" '<host>apps.example.com</host>'
        done
        certcase renewals out-$purpose --at "$soon" --within 90d
        exits 0
    done
}

@test "a successor for some environments leaves the others due" {
    fixtures
    certcase build "$ROOT" --renews out/old.zip -e Test --at "$AT" --no-input -o out --id new
    exits 0
    renewals out
    exits 1
    says "renewed for Test by new (out/new.zip)"
    says "next: certcase build NEW.cer --renews out/old.zip -e Production"
}

# A share that isn't mounted and a misspelt folder look like one in which all is well.
@test "a search that finds nothing exits with 3 and says nothing of what is due; an empty list may be" {
    mkdir -p empty/deep other
    echo text >other/readme.txt
    for format in text json ics prometheus html csv; do
        echo earlier >list
        for folder in empty other; do
            renewals "$folder" --format "$format" --prepare requests.csv
            exits 3
            [ -z "$output" ]
            complains 'nothing to look at was found' 'give bundles, certificate files, or folders'
            renewals "$folder" -q --format "$format" --into list
            exits 3
            [ "$(cat list)" = earlier ]
        done
    done
    run --separate-stderr sh -c '"$1" renewals - --at "$2" </dev/null' sh "$CERTCASE" "$AT"
    exits 0
    says "0 certificates"
    [ -z "$stderr" ]
}

@test "a list that goes into a file replaces the earlier one whole" {
    fixtures
    echo earlier >list.prom
    ln list.prom reader # whoever has the earlier one open goes on reading it
    renewals out --format prometheus -o list.prom
    exits 1
    [ -z "$output" ]
    [ "$(cat reader)" = earlier ]
    [ "$(readers list.prom)" = all ]
    grep -q '^certcase_renewals_due 1$' list.prom
    certcase renewals out --format prometheus --at "$AT"
    [ "$output" = "$(cat list.prom)" ]
    renewals out --into nowhere/list.prom
    exits 3
    complains 'nowhere/list.prom'
}

@test "what can't be read is named in the metrics" {
    echo PK >broken.zip
    renewals broken.zip gone.zip broken.zip --format prometheus
    exits 3
    says 'certcase_renewals_unreadable{bundle="broken.zip"} 1'
    says 'certcase_renewals_unreadable{bundle="gone.zip"} 1'
    [ "$(grep -c '^certcase_renewals_unreadable{' <<<"$output")" = 2 ]
}

@test "the window is in days or weeks, to the day" {
    fixtures
    certcase renewals out --within 6d --all --at "$AT"
    exits 0
    says "fine     2026-11-27"
    certcase renewals out --within 7d --at "$AT"
    exits 1
    certcase renewals out --within 1w --at "$AT"
    exits 1
    for bad in 60 w 8m -1d 40000d ''; do
        certcase renewals out "--within=$bad"
        exits 2
        complains "--within" "60d"
    done
}

@test "overdue from the day after, expired after the last second" {
    fixtures
    certcase renewals out --at 2026-11-27T23:59:59Z
    says "due      2026-11-27"
    certcase renewals out --at 2026-11-28T00:00:00Z
    says "overdue  2026-11-27"
    certcase renewals out --at 2026-12-20T23:59:59Z
    says "overdue  2026-11-27  2026-12-20      0 d"
    certcase renewals out --at 2026-12-21T00:00:00Z
    says "expired  2026-11-27  2026-12-20     -1 d"
}

@test "holidays and another catalog move the day" {
    fixtures
    printf '2026-12-08 A day off\n2027-12-24 Another\n' >holidays.txt
    renewals out --holidays holidays.txt
    says "due      2026-11-26  2026-12-20"
    "$CERTCASE" catalog --format json >/dev/null
    sed 's/<margin days="10"/<margin days="12"/' "$SAMPLES/../../../templates/catalog.xml" >catalog.xml
    renewals out --catalog catalog.xml
    says "due      2026-11-25  2026-12-20"
}

@test "what can't be read is said on standard error, exits with 3, and the rest is listed" {
    fixtures
    echo no >out/broken.zip
    renewals out gone.zip
    exits 3
    complains "out/broken.zip: the archive can't be read: "
    complains "gone.zip: can't open"
    says "due      2026-11-27"
    says "2 problems in what was read"
    renewals out gone.zip --format html
    says "<details open> <summary>What expires in 2 files is missing here</summary>"
    renewals out a.zip b.zip c.zip d.zip e.zip --format html # many are folded, so that the certificates come first
    says "<details> <summary>What expires in 6 files is missing here</summary>"
}

@test "certificate files are read, and a PFX with its password alone" {
    renewals --all "$SAMPLES/own-domain.cer" "$SAMPLES/partner-chain.pem" "$SAMPLES/vendor-wildcard.cer"
    exits 0
    says "fine     -           2027-03-01    101 d  apps.example.com"
    says "vendor   -           2027-03-01    101 d  *.outsystemsenterprise.com"
    renewals "$SAMPLES/partner-client.pfx"
    exits 3
    complains "the PFX could not be opened" "--password-file"
    renewals --all "$SAMPLES/partner-client.pfx" --password-file "$SAMPLES/password.txt"
    exits 0
    says "outsystems-client"
    PFX_SECRET=wrong renewals "$SAMPLES/partner-client.pfx" --password-env PFX_SECRET
    exits 3
    complains "with this password"
    renewals "$SAMPLES/signer.key"
    exits 3
    complains "it is a private key"
}

@test "identical bundles are one line, and the list on standard input is read like paths" {
    fixtures
    cp out/old.zip out/again.zip
    ls out/*.zip >list
    run --separate-stderr "$CERTCASE" renewals - --at "$AT" <list
    exits 1
    [ "$(grep -c '^due ' <<<"$output")" -eq 1 ]
    says "out/again.zip and 1 more"
}

@test "quiet: only what is due, and nothing when nothing is" {
    fixtures
    renewals out -q
    exits 1
    [ "$(grep -c '^fine' <<<"$output")" -eq 0 ]
    says "due      2026-11-27"
    certcase renewals out/root.zip -q --at "$LATER"
    exits 0
    [ -z "$output" ]
}

@test "the same list for any number of workers" {
    fixtures
    echo no >out/broken.zip
    for i in $(seq 100 160); do cp out/old.zip "out/sub/$i.zip"; done
    for format in text json ics prometheus html csv; do
        for jobs in 1 2 7; do
            "$CERTCASE" renewals out --at "$AT" --format $format -j $jobs >"$format.$jobs" 2>"$format.$jobs.err" || [ $? -eq 3 ]
        done
        cmp "$format.1" "$format.2"
        cmp "$format.1" "$format.7"
        cmp "$format.1.err" "$format.7.err"
    done
}

@test "a configuration gives the window, and the words are checked" {
    fixtures
    echo '{"within": "5d"}' >certcase.json
    renewals out
    exits 0
    CERTCASE_WITHIN=8w renewals out
    exits 1
    renewals out --format yaml
    exits 2
    complains "'yaml' is not one of the choices"
    renewals
    exits 2
    complains "the bundle, certificate or folder to look at is missing"
}

@test "no hostile name becomes markup, a terminal escape, or a line of its own" {
    fixtures
    name=$'<img src=x onerror=alert(1)> \e[31m "quote\'\n# HELP x.zip'
    cp out/old.zip "$name"
    for format in text json ics prometheus html csv; do
        "$CERTCASE" renewals "$name" --at "$AT" --format $format >"list.$format" || [ $? -eq 1 ]
        run ! grep -q $'\e' "list.$format"
        run ! grep -q '^# HELP x.zip' "list.$format"
    done
    run ! grep -q '<img' list.html
    grep -qF 'next: certcase build NEW.cer --renews BUNDLE.zip' list.text
    /usr/bin/python3 -c 'import json; json.load(open("list.json"))'
}

@test "a full disk is an error" {
    fixtures
    run --separate-stderr sh -c '"$1" renewals out --at "$2" >/dev/full' - "$CERTCASE" "$AT"
    exits 3
    complains "standard output"
}

@test "no hostile file stops it" {
    find "$SAMPLES/../../hostile" "$(dirname "$CERTCASE")/made" -type f | sort >list
    run --separate-stderr "$CERTCASE" renewals - --at "$AT" --format json -o list.json <list
    exits 3
    /usr/bin/python3 -c 'import json; list = json.load(open("list.json")); assert len(list["certificates"]) > 100 and len(list["unreadable"]) > 100'
    complains "encrypted-entry.traditional.zip: 1 of its entries can't be read: it is encrypted"
}

@test "-o never replaces a bundle that is read" {
    fixtures
    ln out/old.zip same.zip
    cp out/old.zip before.zip
    renewals out/sub out/old.zip -o same.zip
    exits 2
    complains "--into: out/old.zip is read, so it can't be written" "name another file"
    cmp out/old.zip before.zip
}

@test "of an old certificate and its successor in one file the successor alone is listed" {
    for sample in old-client partner-client old-root partner-root; do
        openssl x509 -in "$SAMPLES/$sample.cer"
    done >both.pem
    renewals both.pem --within 90d --all
    exits 0
    says "2 certificates: 2 fine" "outsystems-client" "2027-06-01" "2044-03-01"
}

@test "-o replaces regular files alone, and - is no file to write" {
    fixtures
    mkfifo pipe
    renewals out --format json -o pipe
    exits 3
    complains "pipe: not a regular file" "name a file"
    [ -p pipe ]
    run --separate-stderr sh -c 'echo out | "$1" renewals - -o - --at "$2"' sh "$CERTCASE" "$AT"
    exits 2
    complains "--into: - is standard input" "name a file"
    [ ! -e ./- ]
}
