#!/bin/sh
# Makes DIR/all, a folder with certificates of every status and with hostile names: sh renewals_files.sh DIR. CERTCASE names the program.
set -eu
tests=$(cd "$(dirname "$0")/.." && pwd)
cd "$1"
cp "$tests"/support/samples/* "$tests"/support/inventory.xml .
build() { "$CERTCASE" build "$@" --no-input -o all >build.log 2>&1 || { cat build.log; exit 1; }; }
then=2026-03-02T08:00:00Z
now=2026-11-20T08:00:00Z
inventory="--environments inventory.xml"
# shellcheck disable=SC2086 # two words
{
    build old-root.cer $inventory -e Test -e Production --id old --at $then
    build old-root.cer $inventory -e Development -e Datacentre --id older --at $then
    build partner-client-3des.pfx --password-file password.txt $inventory -e Production -e Datacentre --id client --at $now
    build partner-root.cer --renews all/old.zip --id new --at $now
}
mkdir -p "all/a folder"
cp all/client-cloud.zip "all/a folder/<img src=x onerror=alert(1)> \"it's\" \\n.zip"
cp own-domain.cer vendor-wildcard.cer partner-chain.pem signer.key all/
echo 'this is no zip' >all/text.zip
openssl ecparam -name prime256v1 -genkey -noout -out key.pem
openssl req -x509 -new -utf8 -key key.pem -subj '/CN=<script>alert("1")<\/script>/O=back\\slash "quoted" {{x}}/OU=é' -days 3650 -out all/hostile.cer
# One that has expired, and one whose day to ask by has passed.
printf '[ca]\ndefault_ca=d\n[d]\ndatabase=index\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\norganizationName=optional\ncountryName=optional\n' >ca.cnf
: >index
echo 01 >serial
openssl req -new -key key.pem -subj '/CN=bygone' -out bygone.csr
openssl ca -config ca.cnf -selfsign -keyfile key.pem -in bygone.csr -startdate 20200101000000Z -enddate 20251231235959Z -batch -notext \
    -out all/bygone.cer 2>ca.log || { cat ca.log; exit 1; }
openssl req -new -key key.pem -subj '/CN=Late Root' -out late.csr
openssl ca -config ca.cnf -selfsign -keyfile key.pem -in late.csr -startdate 20200101000000Z -enddate 20261201000000Z -batch -notext \
    -out late.cer 2>ca.log || { cat ca.log; exit 1; }
# A successor in a PFX that stays shut.
openssl req -new -key key.pem -subj '/C=PT/O=Partner Lda/CN=outsystems-client' -out next.csr
openssl ca -config ca.cnf -selfsign -keyfile key.pem -in next.csr -startdate 20200101000000Z -enddate 20351201000000Z -batch -notext \
    -preserveDN -out next.cer 2>ca.log || { cat ca.log; exit 1; }
openssl pkcs12 -export -inkey key.pem -in next.cer -passout file:password.txt -out next.pfx -certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES -macalg sha1
build next.pfx --password-file password.txt --renews all/client-cloud.zip --id next --at $now
# shellcheck disable=SC2086
build late.cer $inventory -e Test --id late --at $then
