#!/bin/sh
# The scripts of a change bundle, run by PowerShell itself: on a machine without Windows' stores its drives Cert: and D: are folders, and
# stand_ins.ps1 has the commands that only Windows has. CERTCASE names the program.
set -eu
tests=$(cd "$(dirname "$0")/.." && pwd)
if ! command -v pwsh >/dev/null 2>&1; then
    echo "SKIPPED: pwsh is not installed"
    exit 77
fi
if [ "${OS:-}" = Windows_NT ]; then
    echo "SKIPPED: on Windows these scripts would change its real stores"
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cp "$tests"/support/samples/* "$tests"/support/inventory.xml .
"$CERTCASE" build partner-root.cer --renews old-root.cer --environments inventory.xml -e Datacentre --no-input --at 2026-11-20T08:00:00Z --id root -o out >build.log 2>&1 || { cat build.log; exit 1; }
mkdir -p bundle data bin cert/LocalMachine/Root cert/LocalMachine/CA cert/LocalMachine/My drive
unzip -q out/root.zip -d bundle
printf '#!/bin/sh\nexit 0\n' >bin/icacls.exe
chmod +x bin/icacls.exe
export PATH="$work/bin:$PATH" ProgramData="$work/data" COMPUTERNAME=DC-FE-01
rc=0
fail() {
    echo "FAIL $1"
    cat said
    rc=1
}
# run CODE WHAT SCRIPT ARGUMENTS: the exit code has to be CODE; what it says is in `said`.
run() {
    want=$1 what=$2 script=$3
    shift 3
    got=0
    pwsh -NoProfile -NonInteractive -Command ". '$tests/judges/stand_ins.ps1' '$work' '$drives'; & '$work/bundle/$script' $*; exit \$LASTEXITCODE" >said 2>&1 </dev/null || got=$?
    if [ "$got" = "$want" ]; then echo "ok   $what: exit code $got"; else fail "$what: exit code $got, not $want"; fi
}
holds() { if grep -qF -- "$1" "$2"; then echo "ok   $2 says: $1"; else fail "$2 doesn't say: $1"; fi; }
same() { # nothing but `said` is written
    find bundle data cert drive | sort >after
    if cmp -s before after; then echo "ok   $1 writes nothing"; else
        diff before after >said || :
        fail "$1 writes something"
    fi
}

thumbprint=9F4707C5B82E228353D3AAF3535B34F148E706BD
in_store=cert/LocalMachine/Root/$thumbprint
old=87311A6E292E5FE95F791078F6EBBA90C021D08C
cp old-root.cer "cert/LocalMachine/Root/$old"
find bundle data cert drive | sort >before
drives=Cert
run 2 'install.ps1 -WhatIf without a D:' install.ps1 -WhatIf
holds 'There is no D:' said
same 'install.ps1 -WhatIf without a D:'
run 2 'install.ps1 without a D:' install.ps1
if [ -e "$in_store" ]; then fail 'a missing D: was found after the import'; fi
rm -rf data/certcase
drives=Cert,D
touch drive/Certificates
run 2 'install.ps1 with a file in place of the folder' install.ps1
holds 'No file can be written to' said
if [ -e "$in_store" ]; then fail 'a folder that takes no file was found after the import'; fi
rm -rf data/certcase drive/Certificates
run 0 'install.ps1 -WhatIf' install.ps1 -WhatIf
holds 'What if:' said
holds 'Partner Root CA' said
same 'install.ps1 -WhatIf'
run 0 'install-all.ps1 -WhatIf' install-all.ps1 -WhatIf
holds DC-FE-02 said
same 'install-all.ps1 -WhatIf'

run 0 'install.ps1' install.ps1
for journal in bundle/journal-DC-FE-01.txt data/certcase/root/journal.txt; do
    if [ -f "$journal" ]; then holds "did certificate Root $thumbprint" "$journal"; else fail "no $journal"; fi
done
if [ ! -e "$in_store" ]; then fail 'nothing was imported'; fi
if [ -z "$(find data -name 'install-*.log')" ]; then fail 'there is no transcript'; fi
cp data/certcase/root/journal.txt journal
run 0 'install.ps1 once more' install.ps1
if ! cmp -s journal data/certcase/root/journal.txt; then fail 'the second run changed something'; fi
run 0 'install.ps1 -RemoveReplaced' install.ps1 -RemoveReplaced -Force
holds "did removal Root $old" data/certcase/root/journal.txt
if [ -e "cert/LocalMachine/Root/$old" ] || ! cmp -s old-root.cer "data/certcase/root/$old.cer"; then fail 'the old one was not removed, or no copy of it kept'; fi
run 0 'install.ps1 -Remove' install.ps1 -Remove
if ! cmp -s old-root.cer "cert/LocalMachine/Root/$old"; then fail '-Remove did not bring the old one back'; fi
if [ -e "$in_store" ] || [ -n "$(ls drive)" ]; then fail '-Remove left something'; fi
run 2 'install.ps1 -Remove once more' install.ps1 -Remove

# A client's old certificate stays while a file that applications may know is it.
"$CERTCASE" build partner-client-3des.pfx --password-file password.txt --renews old-client.cer --environments inventory.xml -e Datacentre --no-input --at 2026-11-20T08:00:00Z --id client -o out >build.log 2>&1 || { cat build.log; exit 1; }
mv bundle bundle-root
mkdir -p bundle drive/Certificates
unzip -q out/client.zip -d bundle
client=$(openssl x509 -in old-client.cer -noout -fingerprint -sha1 | sed 's/.*=//; s/://g')
openssl x509 -in old-client.cer -outform DER -out "cert/LocalMachine/My/$client"
cp "cert/LocalMachine/My/$client" drive/Certificates/erp.cer
run 2 'install.ps1 -RemoveReplaced while its file is there' install.ps1 -RemoveReplaced -Force
holds 'erp.cer still is the old certificate' said
if [ ! -e "cert/LocalMachine/My/$client" ]; then fail 'the old one was removed all the same'; fi
rm -r drive/Certificates
run 0 'install.ps1 -RemoveReplaced of a client' install.ps1 -RemoveReplaced -Force
if [ -e "cert/LocalMachine/My/$client" ]; then fail 'the old one was not removed'; fi
rm -r bundle
mv bundle-root bundle

# There is no server at this name: the first fails, the second is not begun, nothing counts as done.
run 1 'install-all.ps1' install-all.ps1 -ComputerName no-such-a.invalid,no-such-b.invalid
holds FAILED said
holds 'not begun' said
if [ -e bundle/install-all-done.txt ]; then fail 'a failure counts as done'; fi
if [ -z "$(find bundle -name 'install-all-*.log')" ]; then fail 'there is no transcript'; fi
rm bundle/verify.ps1
run 2 'install-all.ps1 without verify.ps1' install-all.ps1
exit $rc
