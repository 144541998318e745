load ../cli/helper

# What asks something of Windows alone.

certcase_exe() {
    echo "$(dirname "$CERTCASE")/../windows/certcase.exe"
}

wine() {
    run --separate-stderr sh "$BATS_TEST_DIRNAME/../../cmd/windows/wine" "$@"
}

# held FILE ARG...: certcase, while another program has the file open and shares it with nobody
held() {
    wine "$(dirname "$CERTCASE")/../windows/tests/hold.exe" "$1" "$(certcase_exe)" "${@:2}"
}

# What lies here, but for what bats keeps.
written() {
    ls -A | grep -v '^separate-stderr-'
}

@test "settings are read from %APPDATA%" {
    mkdir -p settings/certcase
    echo '{"format": "json"}' >settings/certcase/certcase.json
    printf '@set APPDATA=%%CD%%\\settings\r\n@"%s" %%*\r\n' "$(certcase_exe | tr / '\\')" >with.cmd
    wine cmd.exe /c with.cmd inspect "$ROOT" --at "$AT"
    exits 0
    says '"schema"'
    wine cmd.exe /c with.cmd --version --verbose
    says 'settings\certcase\certcase.json'
}

@test "a path may be longer than 260 letters; a name that is too long is told, and nothing is written" {
    part=$(printf 'a%.0s' {1..120})
    build -o "$part/$part/$part" --id one
    exits 0
    certcase show "$part/$part/$part/one.zip"
    says "Partner Root CA"
    part=$(printf 'a%.0s' {1..300})
    certcase inspect "$part.cer" --at "$AT"
    exits 3
    complains "can't open: File name too long"
    build -o "$part"
    exits 3
    complains "can't write: File name too long"
    certcase convert "$ROOT" -o "$part.cer"
    exits 3
    complains "can't write: File name too long"
    [ "$(written | wc -c)" -eq 121 ]
}

@test "a drive that isn't there is told" {
    certcase inspect 'Q:\partner.cer' --at "$AT"
    exits 3
    complains 'Q:\partner.cer: can'"'"'t open: There is no such drive'
    build -o 'Q:\out'
    exits 3
    complains "There is no such drive"
    certcase convert "$ROOT" -o Q:/new.cer
    exits 3
    complains "There is no such drive"
    printf 'id,certificates,environments\nA,%s,Test\n' "$ROOT" >requests.csv
    certcase batch requests.csv --environments "$INVENTORY" -o Q:/out
    exits 3
    complains "There is no such drive"
    [ "$(written)" = requests.csv ]
}

@test "a file that another program holds open is told, stays as it is, and nothing is left beside it" {
    build -o out --id one
    cp out/one.zip before.zip
    cp "$ROOT" root.cer
    held root.cer inspect root.cer --at "$AT"
    exits 3
    complains "root.cer: can't open: Another program has it open"
    held out/one.zip build "$ROOT" --environments "$INVENTORY" -e Test --at "$AT" --no-input -o out --id one --force
    exits 3
    complains "out/one.zip: can't write: Another program has it open" "close it there"
    held out/one.zip audit out --at "$AT"
    exits 3
    says "out/one.zip: unreadable"
    printf 'id,certificates,environments\none,%s,Test\ntwo,%s,Test\n' "$ROOT" "$ROOT" >requests.csv
    held out/one.zip batch requests.csv --environments "$INVENTORY" --at "$AT" -o out --force
    exits 3
    complains "requests.csv:2: out/one.zip: can't write: Another program has it open" "close it there"
    held 'out\one.zip' batch requests.csv --environments "$INVENTORY" --at "$AT" -o "$(pwd | tr / '\\')\\out" --force --log log
    complains '\out\one.zip: can'"'"'t write: Another program has it open'
    cmp out/one.zip before.zip
    [ "$(ls out | tr '\n' ' ')" = "batch.ndjson one.zip two.zip " ]
    echo earlier >list.txt
    held list.txt renewals out --at "$AT" -o list.txt
    exits 3
    complains "list.txt: can't write: Another program has it open"
    [ "$(cat list.txt)" = earlier ]
}

@test "a name that Windows keeps for a device is refused, in a zip, in a certificate, on the command line" {
    /usr/bin/python3 - <<-'END'
		import zipfile
		with zipfile.ZipFile("devices.zip", "w") as z:
		    for name in ("TICKET.txt", "certificates/NUL.cer", "aux", "com1.txt"):
		        z.writestr(name, "hello\n")
	END
    certcase audit devices.zip --at "$AT"
    exits 1
    says "a name that is a device on Windows"
    certcase show devices.zip aux
    exits 3
    certcase inspect NUL --at "$AT"
    exits 3
    complains "NUL: can't open: Windows keeps this name for a device"
    for name in con aux.cer 'nul .txt' 'COM1.cer'; do
        certcase convert "$ROOT" -o "$name"
        exits 3
        complains "Windows keeps this name for a device"
    done
    for name in a.cer:stream 'dot.' 'out\dot.\a.cer'; do
        certcase convert "$ROOT" -o "$name"
        exits 3
        complains "Windows has no such file names"
    done
    openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out device.pem -subj /CN=con -days 9
    certcase inspect device.pem --extract out
    [ "$(ls -A out)" != con.cer ]
    [ "$(ls -A out | wc -l)" -eq 1 ]
}

# What of names and libraries a run opened that nobody named: told by Wine.
strange() {
    local folder=${BATS_TEST_TMPDIR#/} inputs
    inputs=$(cd "$SAMPLES/.." && pwd)
    WINEDEBUG=+file,+loaddll wine "$(certcase_exe)" "$@"
    grep -oE '(CreateFileW|Loaded|FindFirstFileExW) L"[^"]*"' <<<"$stderr" | tr -s '\\' / >opened
    grep -q "$folder" opened || echo 'nothing was told'
    grep -viE "L\"([c-z]:|/[?]/[a-z]:)/($folder|${inputs#/})/?|/windows/system32/|/AppData/Roaming/certcase/certcase.json\"|/certcase.exe\"|L\"/[.]/(pipe|nsi)" \
        opened || true
}

@test "nothing is opened but what was named, the settings, and Windows' own libraries" {
    build -o out --id one
    printf 'id,certificates,environments\nA,%s,Test\n' "$ROOT" >requests.csv
    while read -r words; do
        # shellcheck disable=SC2086 # a list of words
        said=$(strange $words)
        [ -z "$said" ] || { echo "$words: $said"; return 1; }
    done <<-END
		inspect $SAMPLES/partner-client.pfx --password-file $SAMPLES/password.txt
		build $SAMPLES/partner-client.pfx --convert --password-file $SAMPLES/password.txt --environments $INVENTORY -e Test --no-input -o out
		build $ROOT --environments $INVENTORY -e Test --no-input -o out --sign $SAMPLES/signer.cer --key $SAMPLES/signer.key
		batch requests.csv --environments $INVENTORY -o batch
		audit out --format html -o audit.html
		renewals out --format ics
		probe localhost:9 --timeout 1
		convert $ROOT -o root.cer
		catalog
	END
}

# Nobody is there to type the password that it asks for.
@test "a command that is printed can be pasted into cmd" {
    cp "$SAMPLES/partner-client.pfx" 'a & b (c)^.pfx'
    cp "$SAMPLES/password.txt" .
    certcase inspect 'a & b (c)^.pfx' --password-file password.txt --at "$AT" --format json
    command=$(/usr/bin/python3 -c 'import json, sys
hints = [finding["hint"] for finding in json.load(sys.stdin)["files"][0]["findings"]]
print(next(hint for hint in hints if "certcase convert" in hint).split(";")[0])' <<<"$output")
    [ "$command" = 'certcase convert "a & b (c)^.pfx" -o "a & b (c)^-tripledes-sha1.pfx"' ]
    printf '@"%s" %s --password-file password.txt\r\n' "$(certcase_exe | tr / '\\')" "${command#certcase }" >paste.cmd
    wine cmd.exe /c paste.cmd
    exits 0
    [ -s 'a & b (c)^-tripledes-sha1.pfx' ]
}
