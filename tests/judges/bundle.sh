#!/bin/sh
# Independent programs on our bundles: unzip, zipdetails, sha256sum, xmllint, openssl, python3-jsonschema, python3-icalendar.
# CERTCASE names the program.
set -eu
tests=$(cd "$(dirname "$0")/.." && pwd)
samples=$tests/support/samples
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cp "$samples"/* "$tests"/support/inventory.* .
rc=0
judge() {
    what=$1
    shift
    if "$@" >judge.log 2>&1; then echo "ok   $bundle: $what"; else
        echo "FAIL $bundle: $what"
        cat judge.log
        rc=1
    fi
}
build() { "$CERTCASE" build "$@" --no-input --at 2026-11-20T08:00:00Z -o out --sign signer.cer --key signer.key >build.log 2>&1 || { cat build.log; exit 1; }; }

build partner-root.cer partner-issuing-ca.cer --environments inventory.xml -e Test -e Production --needed-by 2026-12-15 --id root-cloud \
    --reason 'Ünïcode, "quotes" & <angles>, `ticks` | pipes'
build partner-root.cer --environments inventory.xml -e Datacentre --id root-self
build partner-client-3des.pfx --password-file password.txt --environments inventory.json -e Production --id client-cloud --contact 'Ana <ana@example.com>'
build partner-client-3des.pfx --password-file password.txt --environments inventory.xml -e Datacentre --id client-self
build own-domain.cer --purpose server --environments inventory.xml -e Datacentre --id server-self
build old-root.cer --environments inventory.xml -e Test --id old
build partner-root.cer --renews out/old.zip --environments inventory.xml --id renewed

names_in_order() { # TICKET.txt first, the others sorted by bytes
    zipinfo -1 "$1" >names
    [ "$(head -n 1 names)" = TICKET.txt ] && tail -n +2 names | LC_ALL=C sort -c
}
no_extra_fields() { # every entry stored, 1980-01-01, no extra field, mode 0644
    zipdetails "$1" >details || return 1
    if grep -qiE 'Extra ID|Zip64|Data Descriptor' details; then return 1; fi
    if zipinfo "$1" | grep -E '^[-dl]' | grep -vqE '^-rw-r--r--.* stor 80-Jan-01 00:00'; then return 1; fi
}
no_secret() { # neither a key nor the password of the samples in any text
    if grep -rE 'PRIVATE KEY|(^|[^/[:alnum:]])certcase$' "$1" --include='*.md' --include='*.xml' --include='*.json' --include='*.ps1' --include='*.ics'; then
        return 1
    fi
}

for archive in out/*.zip; do
    bundle=$(basename "$archive" .zip)
    judge 'unzip -t is content' unzip -t "$archive"
    unzip -q "$archive" -d "$bundle"
    judge 'the ticket is first, the rest sorted' names_in_order "$archive"
    judge 'stored, 1980-01-01, 0644, no extra fields' no_extra_fields "$archive"
    judge 'sha256sum -c is content' sh -c "cd '$bundle' && sha256sum --strict -c SHA256SUMS"
    judge 'SHA256SUMS covers every other entry' sh -c "cd '$bundle' && find . -type f ! -name 'SHA256SUMS*' | sed 's|^./||' | sort >../have && sed 's/^[0-9a-f]*  //' SHA256SUMS | sort | diff - ../have"
    judge 'case.xml is valid' xmllint --noout --nonet --schema "$tests/../schemas/case.xsd" "$bundle/case.xml"
    judge 'the signature verifies' openssl cms -verify -binary -inform DER -content "$bundle/SHA256SUMS" -in "$bundle/SHA256SUMS.p7s" -CAfile signer-ca.pem -out /dev/null
    judge 'manifest.json fits its schema' /usr/bin/python3 "$tests/judges/schema.py" "$tests/../schemas/manifest.schema.json" "$bundle/manifest.json"
    judge 'the manifest fits the archive' /usr/bin/python3 "$tests/judges/manifest.py" "$archive"
    judge 'reminders.ics reads as a calendar' /usr/bin/python3 "$tests/judges/reminders.py" "$bundle/reminders.ics"
    for cer in "$bundle"/certificates/*.cer; do
        [ -f "$cer" ] || continue
        judge "$(basename "$cer") is one DER certificate" openssl x509 -inform DER -in "$cer" -noout
        if command -v certtool >/dev/null 2>&1; then judge "certtool reads $(basename "$cer")" certtool -i --inder --infile "$cer"; fi
    done
    judge 'no secret in any text' no_secret "$bundle"
done
bundle=client-cloud
judge 'the PFX is as supplied' cmp partner-client-3des.pfx client-cloud/certificates/outsystems-client.pfx
judge 'a bundle with a PFX is for its owner alone' sh -c '[ "$(stat -c %a out/client-cloud.zip)" = 600 ] && [ "$(stat -c %a out/root-cloud.zip)" = 644 ]'
exit $rc
