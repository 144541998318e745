# Files as people really have them: a test for each kind that public bug reports describe, with files of our own.
load helper

# python3 NAME...: files of this folder, made by tests/support/people.py
make() {
    python3 "$SAMPLES/../people.py" "$SAMPLES" "$@"
}

# Whether it is read as one.
inventory() {
    certcase build "$ROOT" --environments "$1" -e "${2-Test}" --at "$AT" --no-input -n
}

# --- one way from bytes to text ---

@test "a password file is read in every encoding that an editor saves" {
    make passwords
    for form in bom utf16 utf16be utf16-without-mark; do
        certcase inspect plain.pfx --password-file "$form.txt"
        exits 0
        says "plain.pfx: accepted"
        certcase inspect latin.pfx --password-file "latin-$form.txt"
        exits 0
        says "latin.pfx: accepted"
    done
    certcase inspect latin.pfx --password-file latin-1252.txt
    exits 0
    says "latin.pfx: accepted"
}

@test "a letter with a line feed's byte in it doesn't cut a password in UTF-16" {
    make passwords
    for form in utf16 utf16be; do
        certcase inspect dotted.pfx --password-file "dotted-$form.txt"
        exits 0
        says "dotted.pfx: accepted"
    done
}

@test "a variable keeps a password that came out of a file from Windows" {
    make passwords
    PW="$(printf 'correct horse\r')" certcase inspect plain.pfx --password-env PW
    exits 0
    says "plain.pfx: accepted"
    PW="$(printf '\357\273\277correct horse')" certcase inspect plain.pfx --password-env PW
    exits 0
    says "plain.pfx: accepted"
}

@test "a variable keeps a password that isn't UTF-8" {
    make passwords
    PW="$(printf 'a\347\343o-2026')" certcase inspect latin.pfx --password-env PW
    exits 0
    says "latin.pfx: accepted"
}

@test "a wrong password stays wrong in every encoding" {
    make passwords
    certcase inspect latin.pfx --password-file utf16.txt
    exits 1
    says pfx-password-wrong
}

@test "every text that is read may be UTF-16 as PowerShell writes it" {
    make texts
    inventory inventory-utf16.json Produção
    exits 0
    says "for         Produção"
    inventory inventory-utf16.xml
    exits 0
    says "for         Test"
    certcase catalog --holidays holidays-utf16.txt --at "$AT"
    exits 0
    certcase catalog --check catalog-utf16.xml
    exits 0
    certcase audit bundle.zip --policy policy-utf16.xml
    case "$stderr" in *policy-utf16.xml*) return 1 ;; esac
    certcase probe --targets targets-utf16.txt --timeout 1
    case "$stderr$output" in *"127.0.0.1:9"*) ;; *) return 1 ;; esac
    for list in paths-utf16.txt paths-utf16be.txt paths-bom.txt; do
        run --separate-stderr sh -c '"$0" audit - <'"$list" "$CERTCASE"
        says "no-such-bundle-é.zip"
    done
    build --templates templates -o out
    exits 0
    certcase show out/*.zip
    says "Our own words for é"
}

@test "settings may be UTF-16, too" {
    make texts
    XDG_CONFIG_HOME=$PWD/config certcase inspect "$ROOT"
    exits 0
    says '"schema"'
}

@test "a text that is none is named, with the line and what it looks like" {
    make texts
    inventory inventory-1252.json
    exits 3
    complains "line 1: not UTF-8: it looks like Windows-1252" "save it as UTF-8"
    inventory inventory-1252.xml
    exits 3
    complains "it looks like Windows-1252" "save it as UTF-8"
    certcase catalog --holidays holidays-1252.txt --at "$AT"
    exits 3
    complains "line 2: not UTF-8: it looks like Windows-1252"
    certcase probe --targets targets-1252.txt --timeout 1
    complains "targets-1252.txt: line 2: not UTF-8: it looks like Windows-1252"
    certcase batch requests-1252.csv --environments "$INVENTORY" -o out
    complains "not UTF-8: it looks like Windows-1252" "save the file as UTF-8"
    certcase batch requests-1252.json --environments "$INVENTORY" -o out2
    complains "not UTF-8: it looks like Windows-1252" "save it as UTF-8"
    certcase batch requests-1252.xml --environments "$INVENTORY" -o out3
    complains "not UTF-8: it looks like Windows-1252" "save it as UTF-8"
}

# --- holiday feeds ---

# Explains the days that are counted with the holidays of a file.
days_of() {
    certcase catalog --explain-deadline --needed-by 2026-12-15 --holidays "$1" --at 2026-11-27T10:00:00Z
}

@test "days that say themselves that they are no public holiday are left out and shown" {
    make holidays
    for file in google.ics office.ics categories.ics; do
        days_of "$file"
        exits 0
        says "Tuesday   2026-12-01   -  Independence"
        says "Expected delivery Monday 2026-12-07"
        says "left out    2 of that file:"
        case $output in *--explain-deadline*) false ;; esac # it was given
    done
    says "2026-12-02  Moon Day (line 10): it says itself that it is no public"
    says "2026-12-03  Eve (line 15): it is cancelled"
    certcase catalog --holidays google.ics --at "$AT"
    says "left out    2 of that file; --explain-deadline says why"
}

@test "whole days are days off, however a calendar writes them, and meetings are left out" {
    make holidays
    for file in outlook.ics midnights.ics utc.ics z.ics dashes.ics utf16.ics utf16-without-mark.ics; do
        days_of "$file"
        exits 0
        says "Friday    2026-12-04   -  Company day off"
        says "left out    1 of that file"
        says "2026-12-03  Meeting (line "
    done
    days_of unread.ics
    exits 0
    says "Friday    2026-12-04   -  Company day off"
    says "-           Nobody knows (line 9): its date can't be read"
    certcase catalog --holidays unread.ics --at "$AT" --format json
    says '"reason": "its date can'\''t be read"'
}

@test "lists of holidays come from Outlook and from sheets, too" {
    make holidays
    for file in outlook.hol older.hol sheet.csv dots.txt; do
        days_of "$file"
        exits 0
        says "Friday    2026-12-04   -  Company day off"
    done
    days_of open.txt
    exits 3
    complains 'line 1: "01/12/2026" can be 2026-12-01 or 2026-01-12' "write year, month and day"
    for file in login.ics proxy.ics; do
        days_of "$file"
        exits 3
        complains "$file: it is a web page, probably a log-in" "save the calendar itself"
    done
    for file in days.json error.json; do
        days_of "$file"
        exits 3
        complains "$file: it is a JSON document, not a calendar" "give iCalendar"
    done
    for file in range-hyphen.txt range-to.txt range-dash.txt; do
        days_of "$file"
        exits 3
        complains "$file: line 2: it has several days" "write a line for each day"
    done
    days_of words.ics
    says "3 of that file"
    says "Expected delivery"
}

# --- inventories ---

@test "an inventory that is none is named as what it is" {
    make inventories
    for file in login.json proxy.json; do
        inventory "$file"
        exits 3
        complains "$file: it is a web page, probably LifeTime's log-in or an error" "check address and token"
    done
    for file in error.json errors.json fault.json; do
        inventory "$file"
        exits 3
        complains "LifeTime answered an error: Authentication failed" "check address and token"
    done
    inventory refused.json
    exits 3
    complains "it is neither JSON nor XML" "check address and token"
    inventory applications.json
    exits 3
    complains "it is a list of applications, not of environments" "v2/environments"
    inventory cities.json
    exits 3
    complains 'it is a list of something else: "city"' "v2/environments"
}

# --- certificates of real places ---

@test "post-quantum keys and signatures are named as what Windows can't use" {
    make post_quantum
    for set in mldsa44=ML-DSA-44 mldsa65=ML-DSA-65 mldsa87=ML-DSA-87 slhdsa-128s=SLH-DSA-SHA2-128s slhdsa-shake=SLH-DSA-SHAKE-256f; do
        certcase inspect "${set%=*}.cer"
        exits 1
        says "key         post-quantum ${set#*=}"
        says "signature   ${set#*=}"
        says "has an ${set#*=} key (post-quantum), which no Windows"
    done
    certcase inspect mldsa65.cer --format json
    says '"type": "post-quantum"'
    says '"curve": "ML-DSA-65"'
    certcase inspect issued.cer
    exits 1
    says "is signed with ML-DSA-65 (post-quantum), which no Windows"
}

@test "the issuer's address that everybody can open goes first" {
    make places
    certcase inspect ldap-http.cer
    says "http://pki.acme.local/ca.crt"
    certcase inspect ldaps-https.cer
    says "https://pki.acme.local/ca.crt"
    for file in ldap-http.cer ldaps-https.cer; do
        certcase inspect "$file"
        case "$output" in *"is at ldap"* | *"ldap:///"*) return 1 ;; esac
    done
    certcase inspect ldap-alone.cer # which nobody outside can open
    says 'ask its owner, or the administrators of its Active Directory, for the certificate of "acme-DC01-CA"'
    case "$output" in *"ldap:///"*) false ;; esac
}

@test "a certificate without a subject is called by its alternative name" {
    make places
    certcase inspect controller.cer
    says "subject     (empty)" '"DC01.acme.local" is one server'
    certcase inspect by-address.cer
    says '"10.0.0.5" is one server'
    certcase inspect by-mail.cer
    says '"ana@acme.local" is one server'
}

@test "what SQL Server makes at each start is warned of" {
    make places
    for file in fallback.cer fallback-bmp.cer; do
        certcase build "$file" --environments "$INVENTORY" -e Test --at "$AT" --no-input -n
        says "sql-server-fallback"
        says "have a real certificate assigned to the instance"
    done
}

@test "a certificate that never expires is not planned to be renewed in the year 9999" {
    make places
    certcase build never.cer --environments "$INVENTORY" -e Test --at "$AT" --no-input -o out
    exits 0
    case "$output" in *"renew by"*) return 1 ;; esac
    certcase show out/*.zip reminders.ics
    case "$output" in *99991* | *9999-1*) return 1 ;; esac
    certcase inspect never-leaf.cer --at "$AT"
    says '"app.acme.local" never expires'
    certcase inspect never.cer --at "$AT"
    says "never expires"
    certcase renewals out --at "$AT"
    says "which never expires; --all lists them"
    certcase renewals out --at "$AT" --all
    says "fine     -  "
}

@test "names in old string types are shown as what they are, and ASCII in PrintableString is a note" {
    make places
    certcase inspect t61.cer
    says "subject     CN=Conceção Root"
    certcase inspect t61-latin.cer
    says "subject     CN=Conceção Root"
    for file in printable-at.cer printable-and.cer printable-underscore.cer; do
        certcase inspect "$file" --fail-on warning
        exits 0
        says "note     invalid-string-encoding"
    done
}

# --- zips ---

# Audits archives that honest tools made: notes at most. That nobody vouches for them is exit code 1.
honest() {
    local zip
    for zip in "$@"; do
        certcase audit "$zip"
        exits 1
        says "$zip: unverified"
        says "0 errors, 0 warnings"
    done
}

@test "zips that Python, macOS, jar and old programs make raise notes at most" {
    make zips
    honest python.zip python64.zip stream.zip stream64.zip jar.zip finder.zip cp437.zip cp850.zip
    certcase audit cp437.zip
    says "certific-çä.cer"
    certcase audit cp850.zip
    says "certific-çã.cer"
}

@test "zips that Info-ZIP makes raise notes at most, from a pipe and into one, too" {
    command -v zip >/dev/null || skip "zip is not installed"
    make zips
    mkdir -p folder/inner && cp root.cer folder && cp notes.txt folder/inner && cp root.cer "certificação.cer"
    zip -q files.zip root.cer notes.txt
    zip -qr folder.zip folder
    zip -q0 stored.zip root.cer
    zip -q letters.zip "certificação.cer"
    LC_ALL=C zip -q letters-c.zip "certificação.cer"
    zip -q from-pipe.zip - <root.cer
    zip -q - root.cer notes.txt | cat >into-pipe.zip
    cat root.cer | zip -q - - | cat >both-pipes.zip
    honest files.zip folder.zip stored.zip letters.zip letters-c.zip from-pipe.zip into-pipe.zip both-pipes.zip
}

@test "zips that bsdtar makes, which is also the tar of Windows, raise notes at most" {
    command -v bsdtar >/dev/null || skip "bsdtar is not installed"
    make zips
    mkdir folder && cp root.cer folder && cp root.cer "certificação.cer"
    bsdtar -a -cf files.zip root.cer notes.txt
    bsdtar -a -cf folder.zip folder
    LC_ALL=C.UTF-8 bsdtar -a -cf letters.zip "certificação.cer"
    bsdtar --format zip -cf - root.cer | cat >into-pipe.zip
    bsdtar --format zip --options zip:compression=store -cf stored.zip root.cer
    honest files.zip folder.zip letters.zip into-pipe.zip stored.zip
}

# Packs root.cer with other files, by Python, which is everywhere.
pack() {
    python3 -c 'import os, sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as z:
    for name in sys.argv[2:]: z.write(name, os.path.basename(name))' "$@"
}

@test "what an honest support case doesn't hold is told" {
    make strangers
    for file in runs/*; do
        pack x.zip root.cer "$file"
        certcase audit x.zip
        exits 1
        says "${file#*/}: it can be run, and there is neither a record"
    done
    for file in odd/*; do
        pack x.zip root.cer "$file"
        certcase audit x.zip
        exits 1
        says "warning  entry-unlisted"
        says "${file#*/}: it"
    done
    pack x.zip root.cer odd/old.zip
    certcase audit x.zip
    says "old.zip: it is a zip archive, and nothing accounts for it"
    python3 -c 'import zipfile; zipfile.ZipFile("x.zip", "w", zipfile.ZIP_LZMA).write("root.cer")'
    certcase audit x.zip
    exits 1
    says "packed by method 14" "pack it anew as a plain zip"
    pack x.zip root.cer odd/second.cer
    certcase audit x.zip
    says "second.cer: it is a PDF document, not the certificate that its name promises"
    pack x.zip root.cer odd/scan.pdf.cer
    certcase audit x.zip
    says "scan.pdf.cer: its name has two endings, and it is a PDF document"
}

@test "a hint knows what was tried" {
    printf 'https://pki.example/root.cer\n' >address.cer
    certcase inspect address.cer
    says "open that in a browser"
    printf '9F:47:07:C5:B8:2E:22:83:53:D3:AA:F3:53:5B:34:F1:48:E7:06:BD\n' >thumbprint.cer
    certcase inspect thumbprint.cer
    says "it looks like a thumbprint"
    sed 's/BEGIN CERTIFICATE/BEGIN CERTIFICAT/' "$SAMPLES/partner-root.pem" >misspelt.cer
    certcase inspect misspelt.cer
    exits 1
    says "its END line says something else than its first line" "make both lines say the same"
    printf '\r\n' >empty.txt
    certcase inspect "$SAMPLES/partner-client.pfx" --password-file empty.txt
    exits 1
    says "is empty, and it has another one" "look into the file or variable"
    sed 's/$/ /' "$SAMPLES/password.txt" >spaced.txt
    certcase inspect "$SAMPLES/partner-client.pfx" --password-file spaced.txt
    exits 1
    says "which begins or ends with a space" "take the space away"
    certcase audit "$SAMPLES/partner-root.pem"
    exits 1
    says "it is a certificate (PEM, Base-64), not a bundle" "what a certificate file is, \`inspect\` says"
    printf '[]' >none.json
    certcase build "$ROOT" --environments none.json -e Test --at "$AT" --no-input -n
    exits 1
    says "it lists no environment at all"
}

@test "a client's PFX is what the vendor asks for, but not with its password beside it" {
    make strangers
    pack alone.zip client.pfx
    pack with-root.zip client.pfx root.cer
    for zip in alone.zip with-root.zip; do
        certcase audit "$zip"
        exits 1
        says "0 errors, 0 warnings"
        says "the PFX was not opened"
    done
    for text in password.txt=1 hello.txt=3 utf16.txt=1; do
        pack x.zip client.pfx "${text%=*}"
        certcase audit x.zip
        exits 1
        says "error    password-in-bundle"
        says "${text%=*}: line ${text#*=} is the password of client.pfx"
    done
    pack x.zip client.pfx word.txt
    certcase audit x.zip
    exits 1
    says "warning  password-in-bundle"
    says "word.txt: its one word may be a password"
    pack x.zip root.cer password.txt
    certcase audit x.zip
    exits 1
    says "0 errors, 0 warnings"
}

# --- PEM wherever it stands ---

@test "PEM is read wherever it stands, and what was decoded is a note" {
    make pems
    while read -r file; do
        certcase inspect "$file"
        exits 0
        says "$file: accepted"
        says "subject     CN=Partner Issuing CA 1"
        says "subject     CN=Partner Root CA"
    done <two.list
    while read -r file; do
        certcase inspect "$file"
        exits 0
        says "$file: accepted"
        says "subject     CN=Partner Root CA"
        says "  note     "
    done <one.list
}

@test "a BEGIN that can't be read is an error that names its damage, whatever stands beside it" {
    make pems
    for front in damaged beside; do
        for row in "en-dash|dashes that a word processor" "em-dashes|dashes that a word processor" "four|4 hyphens in front" "cp1252|dashes that a word processor" \
            "lower|not in upper case" "no-end-dashes|not end in five hyphens"; do
            certcase inspect "$front-${row%|*}.cer" --format json
            exits 1
            says '"malformed-certificate"'
            says "${row#*|}"
            says "write that line anew in a plain-text editor"
        done
    done
    for row in "cut.pem|it has no END line" "end-missing.cer|it has no END line" "end-altered.cer|its END line says something else"; do
        certcase inspect "${row%|*}"
        exits 1
        says "${row#*|}"
        says "-----END CERTIFICATE-----"
    done
}

@test "Windows' own containers are read, and a PFX in them asks for its password as what it is" {
    make containers
    for file in roots.sst one.sst store.reg; do
        certcase inspect "$file"
        exits 0
        says "subject     CN=Partner Root CA"
    done
    for file in certutil.pfx certutil.cer; do
        certcase inspect "$file" --password-file password.txt
        says "role        client certificate with its private key"
        says "pfx-is-base64"
        case "$output" in *pfx-password-missing*) return 1 ;; esac
        certcase inspect "$file"
        says "pfx-password-missing"
    done
}

@test "a client's certificate with its key is a client's, whatever stands around" {
    make clients
    certcase inspect alone.pem
    says "this is for a client-side request" "none as it is; with its private key My (Personal)"
    for file in alone.pem with-chain.pem tunnel.ovpn; do
        certcase build "$file" --environments "$INVENTORY" -e Test --no-input -n
        exits 1
        says "client-needs-pfx"
        says "stands beside a private key" "make a PFX of them: certcase convert $file"
    done
}

@test "an expired root beside the one that renews it is left out" {
    make clients
    later=$(date -u -d '+2 days' +%Y-%m-%dT%H:%M:%SZ)
    for file in twins.p7b twins.pem; do
        certcase build "$file" --environments "$INVENTORY" -e Test --no-input -n --at "$later"
        exits 0
        says "the one that renews it is there, too, so it is left out"
        says "have the old one removed from the servers: its thumbprint is"
    done
}

@test "a root that expires soon beside the one that renews it asks for nothing and is nobody's to renew" {
    make clients
    certcase build twins.pem --environments "$INVENTORY" -e Datacentre --no-input -o own
    exits 0
    says "note     expires-soon" "nothing to do: the one that renews it is there, too"
    case "$output" in *"expires before the others"*) false ;; esac
    certcase audit own
    says "1 accepted"
    certcase renewals own
    exits 0
    says "1 fine"
}

@test "an expired certificate of a CA for which its root is there, too, stops nothing and is nobody's to renew" {
    for name in A B; do
        openssl req -x509 -newkey rsa:2048 -nodes -keyout $name.key -out $name.pem -days 3000 -subj "/CN=Root $name" 2>/dev/null
    done
    printf 'basicConstraints=critical,CA:TRUE\n' >ca.ext
    openssl x509 -x509toreq -in A.pem -signkey A.key -out A.csr 2>/dev/null
    openssl x509 -req -in A.csr -CA B.pem -CAkey B.key -CAcreateserial -days 1 -extfile ca.ext -out crossed.pem 2>/dev/null
    openssl req -newkey rsa:2048 -nodes -keyout client.key -out client.csr -subj "/CN=crossed-client" 2>/dev/null
    printf 'extendedKeyUsage=clientAuth\n' >client.ext
    openssl x509 -req -in client.csr -CA A.pem -CAkey A.key -CAcreateserial -days 700 -extfile client.ext -out client.pem 2>/dev/null
    certcase convert client.pem crossed.pem A.pem --key client.key -o client.pfx --new-password-file "$SAMPLES/password.txt"
    exits 0
    later=$(date -u -d '+2 days' +%Y-%m-%dT%H:%M:%SZ)
    mkdir loose
    cat crossed.pem A.pem >loose/all.pem
    certcase inspect loose/all.pem --at "$later" --letter
    says "nothing to ask its owner for"
    for given in loose/all.pem client.pfx; do
        certcase build $given --password-file "$SAMPLES/password.txt" -e Production=acme.outsystemsenterprise.com --no-input --at "$later" \
            --contact a@b.example -o out
        exits 0
        says "note     expired" "another certificate of the same CA is there, too"
    done
    certcase audit out --at "$later"
    says "2 accepted"
    certcase renewals loose out --all --at "$later"
    case "$output" in *expired*) false ;; esac
}

@test "a CA that has expired inside a PFX doesn't end the case where the newest of those that renew it is given beside it" {
    openssl req -x509 -newkey rsa:2048 -nodes -keyout root.key -days 7300 -out root.pem -subj "/CN=Twin Root" 2>/dev/null
    openssl req -newkey rsa:2048 -nodes -keyout ca.key -out ca.csr -subj "/CN=Twin CA" 2>/dev/null
    openssl req -newkey rsa:2048 -nodes -keyout client.key -out client.csr -subj "/CN=twin-client" 2>/dev/null
    printf 'basicConstraints=critical,CA:TRUE\n' >ca.ext
    for days in 1 2 3650; do
        openssl x509 -req -in ca.csr -CA root.pem -CAkey root.key -CAcreateserial -days $days -extfile ca.ext -out ca-$days.pem 2>/dev/null
    done
    printf 'extendedKeyUsage=clientAuth\n' >client.ext
    openssl x509 -req -in client.csr -CA ca-1.pem -CAkey ca.key -CAcreateserial -days 700 -extfile client.ext -out client.pem 2>/dev/null
    certcase convert client.pem client.key ca-1.pem ca-2.pem root.pem -o client.pfx --new-password-file "$SAMPLES/password.txt"
    exits 0
    later=$(date -u -d '+4 days' +%Y-%m-%dT%H:%M:%SZ)
    certcase build client.pfx ca-3650.pem --password-file "$SAMPLES/password.txt" -e Production=acme.outsystemsenterprise.com --no-input \
        --at "$later" --contact a@b.example -o out
    exits 0
    says "the one that renews it is there, too"
    case "$output" in *"so it is left out"* | *"that day has passed"*) false ;; esac
    certcase audit out --at "$later" --password-file "$SAMPLES/password.txt"
    exits 0
    certcase audit out --at "$later"
    says "1 accepted"
}

# --- lists of Excel ---

@test "lists are read as Excel of any language saves them" {
    make lists
    for file in semicolons.csv bars.csv tabs.txt unicode.txt sep-semicolon.csv sep-comma.csv utf8-bom.csv date-slashes.csv \
        date-american.csv date-midnight.csv date-dots.csv; do
        certcase batch "$file" --environments "$INVENTORY" --at "$AT" -o "out-$file"
        exits 0
        complains "accepted            2"
        certcase show "out-$file/A-1.zip" case.xml
        says "2026-12-15"
        says "partner-issuing-ca"
    done
    certcase batch --example csv --separator semicolon
    exits 0
    says "id;certificates;environments"
}

@test "dates that can be two days are refused with both" {
    make lists
    for file in open-slashes.csv open-dashes.csv; do
        certcase batch "$file" --environments "$INVENTORY" -o "out-$file"
        complains "can be 2026-12-05 or 2026-05-12" "write the one that is meant"
    done
    certcase batch serial.csv --environments "$INVENTORY" -o out
    complains "is the number that Excel keeps for a date (2026-12-15)"
}

@test "a path that is written for Windows is named, whatever its list looks like" {
    make lists
    certcase batch backslash.csv --environments "$INVENTORY" -o out-paths
    complains '.\root.cer' "the path is written for Windows"
}

@test "a server is probed without the user and password of its address" {
    for address in 'https://user:pw-secret@127.0.0.1:9/x' 'ldaps://user:pw-secret@127.0.0.1:9' 'user:pw-secret@127.0.0.1:9'; do
        certcase probe "$address" --timeout 1
        exits 2
        case "$stderr$output" in *pw-secret*) return 1 ;; esac
    done
}
