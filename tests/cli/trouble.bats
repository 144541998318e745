load helper

# command|what it needs before the option
commands() {
    cat <<-END
		inspect|$SAMPLES/partner-client.pfx
		build|$ROOT --environments $INVENTORY -e Test --id A-1 -o out
		batch|requests.csv --environments $INVENTORY -o out
		audit|one.zip
		catalog|
	END
}

# Options of a command whose value is a file or folder that is read.
inputs() {
    "$CERTCASE" "$1" -h | sed -n 's/^  \(-., \|    \)\(--[a-z-]*\) \(FILE\|INVENTORY\|OLD\|CERT\|KEY\|DIR\).*/\2/p' |
        grep -vE '^--(output|into|extract|save|log)$' | { [ "$1" = inspect ] && cat || grep -vx -e --password-file; } # read when a PFX asks for it
}

# What else has to be given so that the option is looked at.
with() {
    case $1 in
    --sign) echo "--key $SAMPLES/signer.key" ;;
    --key) echo "--sign $SAMPLES/signer.cer" ;;
    --key-password-file) echo "--sign $SAMPLES/signer.cer --key locked.key" ;;
    esac
}

prepare() {
    build -o . --id one
    exits 0
    printf 'id,certificates,environments\nA-1,%s,Test\n' "$ROOT" >requests.csv
    openssl rsa -in "$SAMPLES/signer.key" -aes128 -passout pass:x -out locked.key 2>/dev/null ||
        openssl pkcs8 -topk8 -in "$SAMPLES/signer.key" -passout pass:x -out locked.key
    : >empty.file
    printf '\377\376\0\1broken' >broken.file
}

@test "a certificate, a PFX or a sheet where a list or a document is wanted is called what it is, with what is wanted" {
    printf 'PK\3\4' >sheet.xlsx
    while IFS='|' read -r file what; do
        while IFS='|' read -r wanted hint words; do
            # shellcheck disable=SC2086 # a list of words
            certcase $words "$file" --at "$AT" --no-input
            exits 3
            complains "$file: it is $what, not $wanted" "$hint"
        done <<-END
			an inventory|v2/environments|environments
			an inventory|v2/environments|build $ROOT -e Test --environments
			a list of requests|give CSV, JSON or XML|batch -o out
			a calendar|give iCalendar|catalog --holidays
			a policy|policy --example|policy
			a policy|policy --example|build $ROOT -e T=a.example.com --policy
			a catalog|give an XML file|catalog --check
			a list of servers|a server in each line|probe --targets
		END
    done <<-END
		$ROOT|a certificate (DER)
		$SAMPLES/partner-root.pem|a certificate (PEM, Base-64)
		$SAMPLES/partner-client.pfx|a PFX (PKCS#12)
		sheet.xlsx|a zip archive or a spreadsheet
	END
}

@test "an input that is missing, no file, empty or broken: an error that names it, and nothing written" {
    prepare
    tried=0
    while IFS='|' read -r command before; do
        for option in $(inputs "$command"); do
            for file in missing.file /dev/zero; do
                # shellcheck disable=SC2046,SC2086 # lists of words
                certcase $command $before "$option" "$file" $(with "$option") --at "$AT" --no-input
                echo "$command $option $file: $status: $stderr"
                [ "$status" -eq 3 ] || [ "$status" -eq 2 ]
                case $option in
                *password-file) # its value may be a password, typed where the file's name should be
                    complains "$option: "
                    case $stderr in *"$file"*) false ;; esac
                    ;;
                *) complains "$file: " ;;
                esac
                [ ! -e out/A-1.zip ]
                tried=$((tried + 1))
            done
            for file in empty.file broken.file; do
                case $option in --password-file | --key-password-file | --templates | --platform) continue ;; esac
                # shellcheck disable=SC2046,SC2086 # lists of words
                certcase $command $before "$option" "$file" $(with "$option") --at "$AT" --no-input
                echo "$command $option $file: $status: $stderr"
                [ "$status" -eq 3 ] || [ "$status" -eq 2 ]
                complains "$file"
                [ ! -e out/A-1.zip ]
            done
        done
    done < <(commands)
    [ "$tried" -ge 40 ]
}

@test "renews: a bundle of others has no record to renew" {
    printf 'hello\n' >TICKET.txt
    /usr/bin/python3 -c 'import zipfile; zipfile.ZipFile("other.zip", "w").write("TICKET.txt")'
    certcase build "$ROOT" --renews other.zip --environments "$INVENTORY" -e Test --at "$AT" --no-input
    exits 3
    complains "other.zip: no record of a certificate (case.xml) in it" "the old certificate itself"
}

@test "what a killed build left behind goes with the next one" {
    mkdir out
    echo half >out/.certcase-aB3dE6
    echo other >out/.certcase-tmp-all-1
    build -o out --id one
    exits 0
    [ "$(ls -A out | tr '\n' ' ')" = ".certcase-tmp-all-1 one.zip " ]
}

@test "what another build works on stays" {
    mkdir out
    echo held >out/.certcase-zZ9zZ9
    exec 8<out/.certcase-zZ9zZ9
    flock -s 8
    build -o out --id one
    exits 0
    [ "$(ls -A out | tr '\n' ' ')" = ".certcase-zZ9zZ9 one.zip " ]
}
