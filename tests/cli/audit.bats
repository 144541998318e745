load helper

# A folder of bundles: two good ones, a hand-made one, one with bytes behind it.
bundles() {
    mkdir -p in/sub
    build -o in --id one
    exits 0
    certcase build "$ROOT" --environments "$INVENTORY" -e Production --at "$AT" --no-input -o in/sub --id two
    exits 0
    cp "$SAMPLES/../bundles/hand-made.zip" "$SAMPLES/../bundles/trailing.zip" in/
    echo text >in/note.txt
}

audit() {
    certcase audit "$@" --at "$AT"
}

@test "a good bundle is accepted" {
    build -o out --id one
    audit out/one.zip
    exits 0
    says "out/one.zip: accepted, one, trusted-root, cloud"
    says "1 bundle: 1 accepted, 0 rejected"
}

@test "a folder is searched, and every bundle is judged" {
    bundles
    audit in --all
    exits 1
    says "4 bundles: 2 accepted, 1 rejected, 1 unverified"
    says "not looked at: 1 other file"
    [ "$(grep -o '^in/[^:]*' <<<"$output" | tr '\n' ' ')" = "in/trailing.zip in/hand-made.zip in/one.zip in/sub/two.zip " ]
}

@test "a reader gets what can't be acted on, a count by rule with an example, and the totals; what all share is said once" {
    bundles
    for i in $(seq 100 140); do
        certcase build "$ROOT" --environments "$INVENTORY" -e Test --at "$AT" --no-input -o in --id "n-$i" --needed-by 2026-12-15
    done
    audit in
    exits 1
    [ "$(head -1 <<<"$output")" = "1 of 45 bundles can't be acted on; 1 could not be verified" ]
    [ "$(grep -o '^in/[^:]*' <<<"$output" | tr '\n' ' ')" = "in/trailing.zip in/hand-made.zip " ]
    says "note     holidays-not-covered: 43 bundles, such as in/n-100.zip"
    [ "$(grep -c 'no holidays were given' <<<"$output")" -eq 1 ]
    [ "$(wc -l <<<"$output")" -lt 45 ]
    [ "$(tail -1 <<<"$output")" = "--all tells what was found in each bundle" ]
    says "warning  duplicate-across-bundles: 41 bundles, such as in/n-101.zip"
    certcase audit in --at 2026-12-09T08:00:00Z
    [ "$(head -1 <<<"$output")" = "1 of 45 bundles can't be acted on; 1 could not be verified; 41 are past the day to submit by" ]
    says "overdue submit by: 41 bundles, such as in/n-100.zip it had to be submitted by Tuesday 2026-12-08, the earliest of them"
    says "41 past the day to submit by"
    certcase audit in --at 2026-12-09T08:00:00Z --format html
    says "41 are past the day to submit by</h2>"
    audit in --all
    [ "$(grep -c '^in/' <<<"$output")" -eq 45 ]
    [ "$(grep -c 'no holidays were given' <<<"$output")" -eq 1 ]
}

@test "a few that can't be acted on are told in full, many in a line each, as far as a screen has room" {
    mkdir in
    for i in 1 2 3; do cp "$SAMPLES/../bundles/trailing.zip" "in/$i.zip"; done
    audit in
    exits 1
    [ "$(grep -c 'bytes follow the end' <<<"$output")" -eq 3 ]
    case $output in *--all*) false ;; esac
    cp "$SAMPLES/../bundles/trailing.zip" "in/4.zip"
    audit in
    exits 1
    [ "$(grep -c 'bytes follow the end' <<<"$output")" -eq 1 ] # as the example of the rule, with what to do
    says "in/4.zip: rejected, data-outside-archive and 1 more"
    says "error data-outside-archive: 4 bundles, all of them bytes follow the end of the archive -> unpack it"
    for i in $(seq 100 400); do cp "$SAMPLES/../bundles/trailing.zip" "in/$i.zip"; done
    for i in $(seq 500 700); do cp "$SAMPLES/../bundles/hand-made.zip" "in/$i.zip"; done
    echo PK >in/9.zip
    for more in "" -q; do
        # shellcheck disable=SC2086 # a word or none
        audit in $more
        exits 1
        says "in/106.zip: rejected, data-outside-archive and 1 more and 298 more"
        says "and 198 more"
        says "error data-outside-archive: 305 bundles, such as in/1.zip bytes follow the end of the archive -> unpack it"
        [ "$(wc -l <<<"$output")" -lt 48 ]
    done
    audit in --all
    [ "$(grep -c '^in/' <<<"$output")" -eq 507 ]
}

@test "quiet prints nothing when all is well, whatever notes there are, and what fails with its totals" {
    build -o out --id one
    audit out -q
    exits 0
    [ -z "$output" ]
    audit out -q --fail-on note
    exits 1
    says "out/one.zip: accepted"
    cp "$SAMPLES/../bundles/trailing.zip" out
    audit out -q
    exits 1
    [ "$(head -1 <<<"$output")" = "out/trailing.zip: rejected" ]
    says "2 bundles: 1 accepted, 1 rejected"
    for command in "build $ROOT -e Test -o quiet -q" "environments -q"; do
        # shellcheck disable=SC2086 # words
        case $command in build*) certcase $command --environments "$INVENTORY" --at "$AT" ;; *) certcase $command "$INVENTORY" ;; esac
        exits 0
        [ -z "$output$stderr" ]
    done
    [ -e quiet ]
    certcase build "$SAMPLES/partner-server.cer" -e Test -q --environments "$INVENTORY" --at "$AT"
    exits 1
    says "leaf-not-root"
}

@test "a bundle that could not be verified fails a gate at any level, in JUnit too; a policy may answer for it" {
    build -o out --id one
    mkdir parts && (cd parts && unzip -q ../out/one.zip && zip -q ../bare.zip certificates/*)
    for level in error warning note; do
        audit bare.zip --fail-on $level
        exits 1
        says "1 unverified"
    done
    audit bare.zip --format junit
    exits 1
    says '<testcase name="unverified"'
    says 'failures="1"'
    cp "$SAMPLES/../../../templates/catalog.xml" other.xml
    sed -i '0,/ id="/s// id="x/' other.xml
    build -o out --id two --catalog other.xml
    audit out/two.zip
    exits 1
    says "two.zip: unverified"
    printf '<policy xmlns="urn:certcase:policy:1" version="1" id="t"><rules><rule id="dates-unconfirmed" severity="note"/></rules></policy>' >p.xml
    audit out/two.zip --policy p.xml
    exits 1
    says "two.zip: unverified"
    printf '<policy xmlns="urn:certcase:policy:1" version="1" id="t"><known><catalog sha256="%s"/></known></policy>' \
        "$(sha256sum other.xml | cut -d' ' -f1)" >p.xml
    audit out/two.zip --policy p.xml
    exits 0
}

@test "SARIF has a result for what could not be verified, as JUnit has a failure" {
    python3 -c 'import sys, zipfile; zipfile.ZipFile("certs.zip", "w").write(sys.argv[1], "a.cer")' "$ROOT"
    audit certs.zip --format sarif
    exits 1
    says '"ruleId": "unverified", "level": "error"' "not all of it could be checked" '"verdict": "unverified"'
    audit certs.zip --format junit
    exits 1
    says "not all of it could be checked"
    bundles
    audit in/one.zip --format sarif
    exits 0
    case $output in *'"ruleId": "unverified"'*) false ;; esac
}

@test "a root that is laid beside a shut PFX is told" {
    certcase build "$SAMPLES/partner-client-3des.pfx" "$SAMPLES/signer-ca.pem" --password-file "$SAMPLES/password.txt" \
        --environments "$INVENTORY" -e Production --at "$AT" --no-input -o out --id one
    exits 0
    says "unrelated-certificates"
    audit out/one.zip --all
    exits 0
    says "unrelated-certificates" "doesn't belong to the chain of \"outsystems-client\" (so the record says"
}

@test "what the record is about comes before the order of the bundle's files" {
    build "$SAMPLES/signer-ca.pem" -o out --id one
    exits 0
    says "doesn't belong to the chain of \"Partner Root CA\""
    audit out/one.zip --all
    exits 0
    says "doesn't belong to the chain of \"Partner Root CA\""
}

@test "the store that an audit names is the one of the ticket" {
    certcase build "$SAMPLES/own-domain.cer" --purpose server -e DC=p.intra.example --hosting self-managed --at "$AT" --no-input -o out --id own
    certcase show out/own.zip TICKET.txt
    says 'Store: Local Computer, Personal (My)'
    audit out/own.zip
    says 'installs into My: CN='
    audit out/own.zip --format ndjson
    says '"store":"My","insidePfx":false'
}

@test "what the author says is shown as the author's words" {
    build -o out --id one --reason 'It was approved by the "board"' --contact "Ana <ana@example.com>"
    audit out/one.zip
    exits 0
    says "in its author's own words: environments \"Test at partnertst.outsystemsenterprise.com (Test; 1 front-end; Platform Server 11.27.0.3; key"
    says "installs into Root: CN=Partner Root CA, O=Partner Lda, C=PT, SHA-256 40cc8ce1"
    says 'reason "It was approved by the "board""'
    audit out/one.zip --format ndjson
    says '"authorsWords":{"environments":"Test at partnertst.outsystemsenterprise.com ('
    says '"certificates":[{"subject":"CN=Partner Root CA, O=Partner Lda, C=PT","sha256":"40cc8ce1' '"store":"Root","insidePfx":false}'
    says '"reason":"It was approved by the \"board\""'
    audit out/one.zip --format html
    says "In its author's own words</b>, which nothing confirms"
    says "<q>It was approved by the &quot;board&quot;</q>"
    certcase build "$SAMPLES/own-domain.cer" --purpose server --environments "${INVENTORY%.xml}-fedramp.xml" -e Production --at "$AT" \
        --no-input -o out --id three
    audit out/three.zip
    says 'fedramp "yes"' 'submitted "Friday 2026-11-20, 08:00 UTC"'
    certcase build "$ROOT" --environments "$INVENTORY" -e Datacentre --front-end FE-01,FE-02 --at "$AT" --no-input -o out --id two
    audit out/two.zip
    says 'frontEnds "FE-01, FE-02"'
    says 'followers "'
    audit out/two.zip --format ndjson
    says '"frontEnds":"FE-01, FE-02"'
}

@test "the list on standard input is read like paths" {
    bundles
    printf 'in/sub/two.zip\nin/one.zip\n' >list
    run --separate-stderr "$CERTCASE" audit - --at "$AT" --all <list
    exits 0
    [ "$(grep -o '^in/[^:]*' <<<"$output" | tr '\n' ' ')" = "in/sub/two.zip in/one.zip " ]
}

@test "a list that can't be read is not taken for an empty one" {
    run --separate-stderr "$CERTCASE" audit - --at "$AT" <.
    exits 3
    says "can't read the list"
    run --separate-stderr "$CERTCASE" renewals - --at "$AT" <.
    exits 3
    complains "standard input: can't read the list"
}

@test "what can't be read is said, exits with 3, and the rest is audited" {
    bundles
    mkfifo in/pipe.zip
    audit in/pipe.zip gone.zip in/one.zip --all
    exits 3
    says "gone.zip: unreadable"
    says "in/pipe.zip: unreadable"
    says "in/one.zip: accepted"
}

@test "--fail-on decides what exits with 1" {
    build -o out --id one
    audit out --fail-on note
    exits 1
    audit out --fail-on warning
    exits 0
}

@test "the same report for any number of workers" {
    bundles
    for i in $(seq 100 160); do cp in/one.zip "in/sub/$i.zip"; done
    for format in text json ndjson sarif junit; do
        for jobs in 1 2 7; do
            "$CERTCASE" audit in --at "$AT" --format $format -j $jobs >"$format.$jobs" || [ $? -eq 1 ]
        done
        cmp "$format.1" "$format.2"
        cmp "$format.1" "$format.7"
    done
}

@test "shards share the bundles among them" {
    bundles
    for i in 1 2 3; do "$CERTCASE" audit in --at "$AT" --format ndjson --shard $i/3 >>shards || [ $? -eq 1 ]; done
    "$CERTCASE" audit in --at "$AT" --format ndjson >whole || [ $? -eq 1 ]
    [ "$(sort shards)" = "$(sort whole)" ]
    audit in --shard 4/3
    exits 2
    complains "there is no shard 4 of 3"
}

@test "a policy that names an unknown rule is refused before any work" {
    cat >policy.xml <<'END'
<policy xmlns="urn:certcase:policy:1" version="1" id="x">
<rules><rule id="expird" severity="off"/></rules></policy>
END
    audit . --policy policy.xml
    exits 3
    complains "policy.xml: line 2: there is no rule 'expird'" "did you mean expired?"
    [ -z "$output" ]
}

@test "a policy raises and switches off rules" {
    build -o out --id one
    cat >policy.xml <<'END'
<policy xmlns="urn:certcase:policy:1" version="1" id="x">
<rules><rule id="holidays-not-covered" severity="error"/></rules></policy>
END
    audit out --policy policy.xml
    exits 1
    says "error    holidays-not-covered"
    sed -i 's/"error"/"off"/' policy.xml
    audit out --policy policy.xml -q
    exits 0
    [ -z "$output" ]
}

@test "a signature counts with its CA, and not with another" {
    build -o out --id one --sign "$SAMPLES/signer.cer" --key "$SAMPLES/signer.key"
    exits 0
    audit out --trust "$SAMPLES/signer-ca.pem"
    exits 0
    case $output in *signer-untrusted*) false ;; esac
    audit out --trust "$ROOT"
    exits 1
    says "signer-untrusted"
    certcase audit out --trust "$SAMPLES/signer-ca.pem" --at 2031-01-01
    exits 1
    says "expired on Tuesday 2030-01-01" "have it signed anew"
    case $output in *"with --trust"* | *"has expired"*) false ;; esac
    audit out --trust "$SAMPLES/signer.key"
    exits 3
    complains "signer.key: there is no CA certificate in it"
}

@test "the password opens the PFX, from a file or a variable" {
    certcase build "$SAMPLES/partner-client-3des.pfx" --password-file "$SAMPLES/password.txt" --environments "$INVENTORY" -e Test \
        --at "$AT" --no-input -o out
    exits 0
    audit out
    exits 0
    says "; nobody opened its PFX"
    says "nobody opened the PFX: what it holds is only this bundle's own word"
    audit out --password-file "$SAMPLES/password.txt"
    exits 0
    case $output in *"nobody opened"*) false ;; esac
    PFX_SECRET=wrong audit out --password-env PFX_SECRET
    exits 1
    says "pfx-password-wrong"
}

@test "the password that opens the PFX is looked for in the texts beside it" {
    client_pfx tres-secret1
    build_client --environments "$INVENTORY" -e Test --id a
    exits 0
    audit out/a.zip --password-file password.txt
    case "$output" in *password-in-bundle*) false ;; esac
    cp client.pfx client_tres-secret1.pfx
    certcase build client_tres-secret1.pfx --password-file password.txt --environments "$INVENTORY" -e Test --at "$AT" --no-input -o named
    exits 2
    complains "the name of the PFX has the password of the PFX in it" "rename the file"
    [ ! -e named ]
    cp client.pfx client_other-words.cer
    certcase build client_other-words.cer --password-file password.txt --environments "$INVENTORY" -e Test --at "$AT" --no-input -o named --id b
    exits 0
    audit named/b.zip --password-file password.txt
    case "$output" in *password-in-bundle*) false ;; esac
    unzip -q -d b named/b.zip
    sed 's/other-words[.]cer/tres-secret1.cer/' b/case.xml >case.xml
    ! cmp -s case.xml b/case.xml || false
    zip -q named/b.zip case.xml
    audit named/b.zip --password-file password.txt
    exits 1
    says "the password that was given for its PFX stands in the name of a file, in its findings"
    echo "when it asks, answer tres-secret1 and go on with the next step" >notes.txt
    zip -q out/a.zip notes.txt
    audit out/a.zip --password-file password.txt
    exits 1
    says "password-in-bundle" "notes.txt: the password that was given for its PFX stands in it"
    case "$output" in *tres-secret1*) false ;; esac
}

@test "a certificate's name that build servers would obey is obeyed nowhere, and its bundle is as good as any" {
    openssl req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -days 3650 -subj '/CN=Acme::Root ##vso[task.setvariable]x' \
        -addext basicConstraints=critical,CA:true -addext keyUsage=critical,keyCertSign -set_serial 0x4711 2>/dev/null
    openssl x509 -in root.pem -outform DER -out root.cer
    certcase build root.cer --environments "$INVENTORY" -e Test --no-input -o out --id obeyed
    exits 0
    certcase audit out/obeyed.zip
    exits 0
    for shown in "inspect root.cer --format json" "show out/obeyed.zip" "show out/obeyed.zip case.xml" \
        "renewals out --within 9999d --format csv" "renewals out --within 9999d --format prometheus" "audit out --format json"; do
        certcase $shown
        case "$output" in *'##vso['* | *'::Root'*) false ;; *'\u003A:Root'*) ;; *'u003A:Root'*) ;; *) false ;; esac
    done
}

@test "no hostile name becomes markup or a terminal escape" {
    name=$'<img src=x onerror=alert(1)> \e[31m&amp; "quote\'.zip'
    cp "$SAMPLES/../bundles/trailing.zip" "$name"
    for format in text json ndjson sarif junit; do
        "$CERTCASE" audit "$name" --at "$AT" --format $format >"report.$format" || [ $? -eq 1 ]
        run ! grep -q $'\e' "report.$format"
    done
    run ! grep -q '<img' report.junit
    xmllint --noout report.junit
    /usr/bin/python3 -c 'import json; json.load(open("report.json")); json.load(open("report.sarif"))'
}

@test "a folder without a bundle is no pass, an empty list is, and a full disk is an error" {
    mkdir empty
    touch empty/notes.txt
    audit empty
    exits 3
    complains 'no bundle was found' 'give bundles (.zip), or folders of them'
    says "0 bundles"
    says "not looked at: 1 other file"
    run --separate-stderr sh -c '"$1" audit - --at "$2" </dev/null' - "$CERTCASE" "$AT"
    exits 0
    says "There was no bundle to audit"
    [ -z "$stderr" ]
    bundles
    run --separate-stderr sh -c '"$1" audit in --at "$2" >/dev/full' - "$CERTCASE" "$AT"
    exits 3
    complains "standard output"
}

@test "links in a folder are not followed, but named and counted" {
    bundles
    mkdir real && mv in/*.zip real/
    for zip in real/*.zip; do ln -s "../$zip" in/; done
    ln -s ../real in/inner
    cp "$(ls real/*.zip | head -n 1)" in/a.zip
    audit in --format json
    complains "in/inner: a link in a folder is not followed" "name it itself to have it looked at"
    says '"bundles": 2'
    says "\"notLookedAt\": $(find in ! -name '*.zip' -type f -o -type l | wc -l)"
    for format in text json ndjson sarif junit html; do
        audit in --format $format
        says "link-not-followed" "in/inner" "a link in a folder is not followed"
    done
    audit in
    says "link-not-followed: 4 links, such as in/"
    rm in/*.zip
    audit in -q
    exits 0
    [ -z "$output" ]
    audit in --fail-on warning
    exits 1
    run --separate-stderr "$CERTCASE" renewals in --at "$AT" --format json
    complains "in/inner: a link in a folder is not followed"
    says "\"notLookedAt\": $(find in ! -name '*.zip' -type f -o -type l | wc -l)"
}

@test "links that can be no bundle are counted, in every report that counts, and fill no screen" {
    build -o in --id one
    for i in $(seq 30); do ln -s ../../tool in/tool-$i; done
    (cd in && seq -f %g.txt 1000 | xargs touch)
    for format in text json sarif html; do
        audit in --format $format
        exits 0
        [ -z "$stderr" ]
        case "$output" in *tool-1*) false ;; esac
        grep -Eq 'not looked at: 1,030 other files|"notLookedAt": 1030' <<<"$output"
    done
}

@test "standard input is one thing only" {
    run --separate-stderr "$CERTCASE" audit - --password-file - --at "$AT" </dev/null
    exits 2
    complains "standard input (-) can only be read once"
}

@test "what build made of a PFX and the CAs beside it is accepted without the password, too" {
    certcase build "$SAMPLES/partner-client-alone.pfx" "$SAMPLES/partner-chain.pem" --password-file "$SAMPLES/password.txt" \
        --environments "$INVENTORY" -e Test --at "$AT" --no-input -o out --id client
    exits 0
    audit out/client.zip
    exits 0
    says "pfx-password-missing"
}

@test "a bundle packed again with its folder, or cut off, is told what helps; a hand-made one gets the whole command" {
    build -o out --id one
    mkdir one && (cd one && unzip -q ../out/one.zip) && mkdir in && zip -qr in/folder.zip one
    head -c 3000 out/one.zip >in/cut.zip
    (cd one/certificates && cp "$SAMPLES/partner-issuing-ca.cer" "it's.cer" && zip -q ../../in/made.zip ./*)
    audit in/folder.zip
    exits 1
    says 'its parts at the top: pack what is inside of the folder "one",'
    case $output in *"it names the"*) false ;; esac
    audit in/cut.zip
    exits 1
    case $output in *"to become a full bundle"*) false ;; esac
    COLUMNS=100 audit in/made.zip
    exits 1
    says "\`certcase build $(quoted "it's.cer") partner-root-ca.cer"
    says "--environments INVENTORY -e NAME\`"
}

@test "--platform asks for another Windows than the record's" {
    certcase build "$SAMPLES/partner-client.pfx" --password-file "$SAMPLES/password.txt" --environments "$INVENTORY" -e Datacentre --at "$AT" \
        --no-input -o out --id one --platform windows-2019
    exits 0
    audit out --password-file "$SAMPLES/password.txt"
    exits 0
    audit out --password-file "$SAMPLES/password.txt" --platform windows-2016
    exits 1
    says "pfx-unreadable-on-platform"
}

@test "what is missing in a bundle is told to whoever builds it: audit's own --holidays doesn't change what it says" {
    build -o out --id one
    echo "2026-12-25 Christmas" >holidays.txt
    for more in "" "--holidays holidays.txt"; do
        # shellcheck disable=SC2086 # words
        audit out --fail-on note $more
        exits 1
        says "build it with the public holidays: --holidays FILE"
    done
}

@test "a list of holidays that repeat without an end rejects no honest bundle on another day than it was made on" {
    printf 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20201225\r\nRRULE:FREQ=YEARLY\r\n%s' \
        $'SUMMARY:Christmas\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n' >yearly.ics
    build -o in --id a --holidays yearly.ics --at 2026-12-21T08:00:00Z
    exits 0
    certcase build "$ROOT" --environments "$INVENTORY" -e Production --at 2027-12-22T08:00:00Z -o in --id b --holidays yearly.ics
    exits 0
    cp in/a.zip in/c.zip
    for at in 2026-12-21 2026-12-22 2027-06-01 2035-01-01; do
        for jobs in 1 3; do
            certcase audit in/a.zip in/b.zip in/c.zip --holidays yearly.ics --at "$at" -j "$jobs" --format ndjson
            case $output in *deadline-contradicts-catalog* | *dates-unconfirmed*) printf '%s: %s\n' "$at" "$output" >&2; false ;; esac
        done
    done
    unzip -q in/a.zip case.xml
    sed -i 's/ to="2036-12-21"/ to="2036-12-31"/' case.xml
    zip -q in/c.zip case.xml
    audit in/c.zip --holidays yearly.ics --at 2026-12-22
    exits 1
    says "the record has Wednesday 2036-12-31 as the last day that its list of holidays covers; of that very list it is Sunday 2036-12-21"
    says "make the case again with that list (--holidays)"
}

@test "a bundle that breaks what reads it costs itself alone: it is unreadable, and those around it are as they were" {
    "$CERTCASE" --version --verbose | grep -q '^in force: audit reads bundles in processes' || skip "threads read them here"
    build -o in --id a
    cp in/a.zip in/z.zip
    audit in/a.zip in/z.zip --format ndjson
    printf '%s\n' "$output" >want
    # Several seconds of key derivation, where each process may have one.
    openssl req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 30 -subj /CN=heavy 2>/dev/null
    openssl pkcs12 -export -inkey k.pem -in c.pem -out 1.pfx -passout pass:certcase -iter 1300000
    for n in $(seq 2 8); do cp 1.pfx "$n.pfx"; done
    zip -q in/heavy.zip ./*.pfx
    for jobs in 1 3; do
        run --separate-stderr bash -c 'ulimit -t 1 && "$@"' bash "$CERTCASE" audit in/a.zip in/heavy.zip in/z.zip --format ndjson --at "$AT" \
            --password-file "$SAMPLES/password.txt" -j "$jobs"
        exits 3
        [ -z "$stderr" ]
        printf '%s\n' "$output" | grep -v heavy.zip | diff - want
        printf '%s\n' "$output" | grep heavy.zip >heavy
        grep -q '"readable":false' heavy
        grep -q 'what reads it has broken twice: signal' heavy
    done
}

# idle_reader PROCESS: who reads bundles for it, as `reader`, once neither of them has had anything to do for a while.
idle_reader() {
    local idle=0 process
    for _ in $(seq 600); do
        idle=$((idle + 1))
        reader=$(pgrep -P "$1") || idle=0
        for process in "$1" $reader; do
            [ "$(sed 's/.*) //; s/ .*//' "/proc/$process/stat" 2>/dev/null)" = S ] || idle=0
        done
        [ "$idle" -lt 5 ] || return 0
        sleep 0.1
    done
    false
}

@test "who reads bundles is begun again when it was ended between two of them, and ends with who asks" {
    "$CERTCASE" --version --verbose | grep -q '^in force: audit reads bundles in processes' || skip "threads read them here"
    build -o in --id a
    mkfifo list
    "$CERTCASE" audit - --at "$AT" --format ndjson -j 1 <list >said 2>errors &
    local audit=$! reader=
    exec 9>list
    for _ in 1 2 3; do
        yes in/a.zip | head -n 40 >&9 # more than are waited for before the first is asked about
        idle_reader "$audit"
        kill -KILL "$reader"
    done
    exec 9>&-
    wait "$audit"
    [ ! -s errors ]
    [ "$(grep -c '"verdict":"accepted"' said)" -eq 120 ]
    for _ in $(seq 100); do
        pgrep -P "$audit" || break
        sleep 0.1
    done
    case $(pgrep -P "$audit") in ?*) false ;; esac
}

@test "a certificate that is called like the word before a password hides none in its author's own words" {
    openssl req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 3000 -subj /CN=password 2>/dev/null
    certcase build c.pem -e Test=acme.outsystemsenterprise.com --no-input -o out --id a --reason 'xassword: Sommer2026!'
    exits 0
    unzip -q out/a.zip
    sed -i 's/xassword: Sommer/password: Sommer/' case.xml TICKET.txt
    zip -q out/a.zip case.xml TICKET.txt
    certcase audit out/a.zip
    exits 1
    says "case.xml: the reason tells a password"
    certcase build c.pem -e Test=acme.outsystemsenterprise.com --no-input -o out --id b --reason 'our password policy asks for it'
    certcase audit out/b.zip
    case "$output" in *password-in-bundle*) false ;; esac
}

@test "a bundle whose day to submit by has passed is named in every format, and fails nothing" {
    certcase build "$SAMPLES/partner-root.cer" -e Test=acme.outsystemsenterprise.com --needed-by 2026-12-15 --at 2026-11-20T08:00:00Z \
        --contact 'Ana <ana@example.com>' --no-input -o out --id late
    exits 0
    for format in json ndjson sarif junit; do
        certcase audit out --at 2026-12-08T23:00:00Z --format "$format"
        exits 0
        case $output in *'"submitByPassed": true'* | *'"submitByPassed":true'* | *"had to be submitted"*) false ;; esac
        certcase audit out --at 2026-12-09T00:00:00Z --format "$format"
        exits 0
        case $format in
        json) says '"submitBy": "2026-12-08"' '"submitByPassed": true' ;;
        ndjson) says '"submitBy":"2026-12-08","submitByPassed":true' ;;
        *) says 'it had to be submitted by Tuesday 2026-12-08' ;;
        esac
    done
}

@test "whether the day to submit by has passed is told by the zone of the case" {
    sed 's#zone="UTC"#zone="America/Los_Angeles"#; s#counted in UTC#counted in America/Los_Angeles#' "$SAMPLES/../../../templates/catalog.xml" >la.xml
    certcase build "$ROOT" -e Test=acme.outsystemsenterprise.com --catalog la.xml --needed-by 2026-12-10 --at 2026-12-02T20:00:00Z --no-input -o out
    exits 0
    certcase audit out --catalog la.xml --format json --at 2026-12-04T02:00:00Z # 18:00 of the last day
    says '"submitBy": "2026-12-03"' '"submitByPassed": false'
    certcase audit out --catalog la.xml --format json --at 2026-12-04T08:00:00Z
    says '"submitByPassed": true'
}

@test "what is no bundle is called what it is" {
    /usr/bin/python3 -c 'import zipfile
for name, part in ("list.xlsx", "xl/workbook.xml"), ("list.docx", "word/document.xml"), ("other.zip", "xl/workbook.xml"):
    with zipfile.ZipFile(name, "w") as z:
        if name != "other.zip": z.writestr("[Content_Types].xml", "<Types/>")
        z.writestr(part, "<x/>")'
    printf '%%PDF-1.4\n' >scan.pdf
    printf 'From: a@partner.example\nTo: b@example.com\nSubject: the certificate\n\nis attached\n' >mail.eml
    { printf '\320\317\021\340\241\261\032\341'; head -c 1000 /dev/zero; } >mail.msg
    : >empty.zip
    cp "$SAMPLES/partner-client.pfx" client.pfx
    head -c 5000 /dev/zero >zeros.zip
    while IFS='|' read -r file is; do
        certcase audit "$file" --at "$AT"
        exits 1
        says "$is"
        [ "$file" = other.zip ] && continue
        says "1 error, 0 warnings, 0 notes"
        case $output in *"to become a full bundle"*) false ;; esac
    done <<'END'
list.xlsx|it is an Excel workbook, not a bundle -> give a bundle (.zip); requests in a sheet are for `certcase batch`
list.docx|it is a Word document, not a bundle -> give a bundle (.zip) 1 bundle
other.zip|there is no certificate in it
scan.pdf|it is a PDF document, not a bundle -> give a bundle (.zip)
mail.eml|it is a mail, not a bundle -> save the bundle (.zip) that is attached to it, and give that
mail.msg|it is a message of Outlook, an older Office document, an installer (.msi) or the like, not a bundle -> save the bundle (.zip)
empty.zip|it is an empty file, not a bundle
client.pfx|it is a PFX (PKCS#12), not a bundle
zeros.zip|no end of a central directory
END
}
