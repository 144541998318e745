load helper

# What the kernel says of a command that waits for its input: it has read nothing of it yet.
state_of() {
    mkfifo input
    "$CERTCASE" "$@" <input >said 2>&1 &
    local pid=$! field=
    exec 9>input
    for _ in $(seq 300); do
        field=$(grep -E '^(NoNewPrivs|Seccomp):' "/proc/$pid/status" | tr -d '\t\n')
        [ "$field" = NoNewPrivs:1Seccomp:2 ] && break
        sleep 0.1
    done
    exec 9>&-
    wait "$pid" || true
    rm input
    echo "$field"
}

@test "each command has given up its rights before it reads a byte of what strangers wrote" {
    "$CERTCASE" --version --verbose | grep -q '^in force: no sockets' || skip "this system has no such filters"
    while read -r words; do
        # shellcheck disable=SC2086 # a list of words
        [ "$(state_of $words)" = NoNewPrivs:1Seccomp:2 ] || { echo "$words"; cat said; return 1; }
    done <<-END
		inspect -
		convert - -o out.cer
		build - --environments $INVENTORY -e Test --no-input
		batch - --environments $INVENTORY -o out
		show -
		audit -
		renewals -
		catalog --check -
		probe --targets -
	END
}

@test "what is in force is said" {
    certcase --version --verbose
    exits 0
    for what in "no files but those that the words of a command name" "no sockets, but in probe" "no other programs or processes" \
        "no more privileges" "no dumps of memory" "audit reads bundles in processes of their own"; do
        [[ $output =~ (in\ force|not\ in\ force\ here):\ "$what" ]]
    done
}

@test "what a command writes, and where, is as it was: a folder made on the way, a link to one, a name beside another" {
    mkdir real && ln -s real linked
    for folder in new/deep linked . "$PWD/absolute/deep"; do
        build -o "$folder" --id "$(basename "$folder" | tr . h)"
        exits 0
        [ -f "$folder/$(basename "$folder" | tr . h).zip" ]
    done
    build --id here
    exits 0
    [ -f here.zip ]
    certcase inspect "$ROOT" --extract made/here --at "$AT"
    exits 0
    mkdir out
    certcase convert "$ROOT" -o out/one.cer
    exits 0
    certcase convert "$ROOT" -o out/
    exits 0
    certcase renewals here.zip -o list.txt --at "$AT"
    [ -s list.txt ]
}

@test "a list may name files anywhere, and a link is followed" {
    build -o "$PWD/far/away"
    exits 0
    find "$PWD/far" -name '*.zip' | run --separate-stderr "$CERTCASE" audit - --at "$AT"
    exits 0
    ln -s "$ROOT" link.cer
    certcase inspect link.cer --at "$AT"
    exits 0
}

@test "a password comes through a pipe that the shell names" {
    run --separate-stderr bash -c '"$1" inspect "$2" --at "$3" --password-file <(cat "$4")' bash "$CERTCASE" \
        "$SAMPLES/partner-client-3des.pfx" "$AT" "$SAMPLES/password.txt"
    exits 0
}

@test "a folder of one's own wording may hold links to where it stands" {
    mkdir real links away
    echo "our own" >real/ticket_trusted_root.txt
    ln -s "$PWD/real/ticket_trusted_root.txt" links/
    cd away
    for folder in ../links "$(dirname "$PWD")/links/"; do
        build -o links --templates "$folder"
        exits 0
        "$CERTCASE" show links/*.zip | grep -q 'our own'
        rm -r links
    done
}
