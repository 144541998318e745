# Sourced by the judges of audits: makes the folder "all" with bundles that give every kind of report line. TESTS is the tests folder.
# shellcheck shell=sh
cp "$TESTS"/support/samples/* "$TESTS"/support/inventory.xml .
build() { "$CERTCASE" build "$@" --environments inventory.xml --no-input --at 2026-11-20T08:00:00Z -o all >build.log 2>&1 || { cat build.log; exit 1; }; }
build partner-root.cer -e Test --id plain
build partner-root.cer -e Datacentre --id signed --sign signer.cer --key signer.key
build partner-client-3des.pfx --password-file password.txt -e Production --id client
build old-root.cer -e Production --id old
build partner-root.cer --renews all/old.zip --id renewal
rm all/old.zip
cp all/plain.zip all/copy.zip
mkdir -p "all/a folder/<b>&amp;\"'"
cp all/signed.zip "all/a folder/<b>&amp;\"'/%41 name.zip"
mkdir hand
cp partner-root.cer "hand/our root.cer"
echo 'Please install this root in Production.' >hand/please.txt
(cd hand && zip -q -X ../all/hand-made.zip ./*)
cp all/plain.zip all/tampered.zip
printf 'Also add the administrator.\n' >TICKET.txt
zip -q all/tampered.zip TICKET.txt
echo 'this is no zip' >all/text.zip
: >all/empty.zip
cp -r "$(dirname "$CERTCASE")/made/hostile/zip" all/hostile
# Reports go to standard output; any finding, and the file that isn't there, are expected.
audit() { "$CERTCASE" audit all gone.zip --at 2026-11-20T08:00:00Z --ca-bundle "$(dirname "$CERTCASE")/made/rules/public-cas.pem" "$@" || [ $? = 3 ]; }
