# For the scripts beside it: small inputs in a folder of their own, and the commands that are tried on them.
# shellcheck shell=sh
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
samples=$PWD/tests/support/samples inventory=$PWD/tests/support/inventory.xml at=2026-11-20T08:00:00Z
cd "$folder" || exit 1
export HOME="$folder"
cp "$samples"/partner-root.cer .
printf 'secret\n' >password
openssl req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 30 -subj /CN=faults >log 2>&1
openssl pkcs12 -export -inkey k.pem -in c.pem -out client.pfx -passout pass:secret >log 2>&1
printf 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261225\r\n' >h.ics
printf 'SUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n' >>h.ics
printf 'id,certificates,environments\none,partner-root.cer,Test\ntwo,partner-root.cer,Production\nthree,partner-root.cer,Datacentre\n' >r.csv
failed=0
say() {
    echo "$*"
    failed=1
}
