# probe without servers: what is typed wrongly, what nobody answers, and the formats of that. Real servers are in tests/servers.
load helper

closed() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

@test "without a server it says what is missing" {
    certcase probe
    exits 2
    complains "the server to probe is missing" "certcase probe HOST"
}

@test "what is no server is refused before anything is contacted" {
    for word in 'a b' '$(id)' 'http://partner.example' 'host:0' 'host:99999' 'user@host' 'bücher.example'; do
        certcase probe "$word"
        exits 2
    done
    certcase probe partner.example --connect 'x;y'
    exits 2
    complains "--connect"
    certcase probe partner.example --servername 'a b'
    exits 2
    certcase probe a.example b.example --servername c.example
    exits 2
    certcase probe partner.example --starttls telnet
    exits 2
    certcase probe partner.example --save-chain
    exits 2
    complains "--save-chain" "--save DIR"
    certcase probe partner.example -e Test
    exits 2
    certcase probe partner.example --platform windows-95
    exits 2
    certcase probe partner.example --proxy ftp://x:1
    exits 2
}

@test "a PFX given as installed is called one" {
    certcase probe "127.0.0.1:$(closed)" --with "$SAMPLES/partner-client.pfx"
    exits 3
    complains "it is a PFX, and no PFX is opened here" "--extract DIR"
}

@test "--save that saves nothing says so, and why" {
    certcase probe "127.0.0.1:$(closed)" --save saved
    exits 4
    says "saved nothing: no certificate was seen"
    [ ! -e saved ]
    certcase probe "127.0.0.1:$(closed)" --save saved --save-chain
    says "saved nothing: no certificate was seen"
    certcase probe "127.0.0.1:$(closed)"
    [[ $output != *"nothing: no certificate"* ]]
}

@test "the time-out has a ceiling: LIMIT_PROBE_SECONDS" {
    certcase probe "127.0.0.1:$(closed)" --timeout 600
    exits 4
    certcase probe "127.0.0.1:$(closed)" --timeout 601
    exits 2
    complains "600 seconds"
}

@test "nobody there: EXIT_NETWORK, in every format" {
    port=$(closed)
    for format in text json ndjson junit; do
        certcase probe "127.0.0.1:$port" --format $format
        exits 4
        says unreachable
    done
    certcase probe "127.0.0.1:$port"
    says "next: certcase probe 127.0.0.1:$port"
}

@test "files of --with and --targets are read before anything is contacted" {
    port=$(closed)
    certcase probe "127.0.0.1:$port" --with nothing.cer
    exits 3
    echo "no certificate" >text.cer
    certcase probe "127.0.0.1:$port" --with text.cer
    exits 3
    complains "no certificate"
    certcase probe --targets nothing.txt
    exits 3
    printf 'a.example\n# fine\nb c\n' >targets.txt
    certcase probe --targets targets.txt
    exits 3
    complains "targets.txt:3"
    certcase probe "127.0.0.1:$port" --with "$ROOT"
    exits 4
    says "installed     not known: no certificate was seen"
    certcase probe "127.0.0.1:$port"
    case $output in *$'\n\n\n'*) false ;; esac
}

@test "the environments choose the platform, and stand in the next command" {
    port=$(closed)
    certcase probe "127.0.0.1:$port" --environments "$INVENTORY" -e Nowhere
    exits 2
    complains "no environment 'Nowhere'" "--environments"
    certcase probe "127.0.0.1:$port" --environments "$INVENTORY" -e Prodction
    exits 2
    complains "no environment 'Prodction'" "did you mean Production?"
    certcase probe "127.0.0.1:$port" --environments "$INVENTORY" -e Test
    exits 4
    says "seen as Windows Server"
}

@test "the next command keeps what was said, but no password" {
    port=$(closed)
    cp "$SAMPLES/partner-root.pem" cas.pem
    echo "2026-12-25 Christmas" >"days off.txt"
    certcase probe "127.0.0.1:$port" --proxy "http://ana:secret@127.0.0.1:$port" --ca-bundle cas.pem --timeout 5 --holidays "days off.txt" \
        --environments "$INVENTORY" -e Test
    exits 4
    says "next: certcase probe 127.0.0.1:$port --environments $INVENTORY -e Test --proxy http://USER:PASSWORD@127.0.0.1:$port --timeout 5 --ca-bundle cas.pem --holidays $(quoted "days off.txt")"
    [[ $output != *secret* ]]
    HTTPS_PROXY="http://127.0.0.1:$port" certcase probe "127.0.0.1:$port"
    [[ $output != *--proxy* ]]
    says "the proxy can't be reached: no connection to 127.0.0.1"
}

@test "the next command asks for the server name that was given" {
    port=$(closed)
    certcase probe "127.0.0.1:$port" --servername api.partner.example
    exits 4
    says "next: certcase probe 127.0.0.1:$port --servername api.partner.example"
}

@test "JUnit tells what is warned of, too, behind the next command" {
    openssl req -x509 -newkey rsa:2048 -nodes -keyout server.key -out server.pem -subj /CN=api.partner.example -days 2 2>/dev/null
    port=$(closed)
    openssl s_server -accept "127.0.0.1:$port" -cert server.pem -key server.key -quiet >/dev/null 2>&1 3>&- &
    server=$!
    certcase probe "127.0.0.1:$port" --servername api.partner.example --format junit
    for _ in $(seq 50); do
        [ "$status" -eq 4 ] || break
        sleep 0.1
        certcase probe "127.0.0.1:$port" --servername api.partner.example --format junit
    done
    kill $server
    [[ $output == *"<system-out>certcase probe "*"; warning name-mismatch: "* ]]
}

@test "the next command names no file that nobody has" {
    port=$(closed)
    openssl req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -subj "/CN=Far Root" -days 30 2>/dev/null
    openssl req -newkey rsa:2048 -nodes -keyout far.key -subj "/CN=127.0.0.1" 2>/dev/null |
        openssl x509 -req -CA root.pem -CAkey root.key -days 30 -out far.pem 2>/dev/null
    openssl s_server -accept "127.0.0.1:$port" -cert far.pem -key far.key -quiet >/dev/null 2>&1 3>&- &
    server=$!
    certcase probe "127.0.0.1:$port"
    for _ in $(seq 50); do
        [ "$status" -eq 4 ] || break
        sleep 0.1
        certcase probe "127.0.0.1:$port"
    done
    kill $server
    says "its owner has it" "next: certcase probe 127.0.0.1:$port --with ROOT.cer"
}

@test "a list without a server says so" {
    printf '# none yet\n\n' >targets.txt
    for format in text json ndjson junit; do
        certcase probe --targets targets.txt --format $format
        exits 0
        complains "targets.txt: no server was found" "HOST:PORT a line"
    done
    certcase probe --targets targets.txt "127.0.0.1:$(closed)"
    exits 4
}
