load helper

one() {
    build -o . --id one
    exits 0
}

@test "bytes that are no text go into a file as they are, and nowhere else" {
    one
    certcase show one.zip partner-root-ca.cer --format text
    exits 2
    complains "certcase: certificates/partner-root-ca.cer: these bytes are no text" "> FILE"
    "$CERTCASE" show one.zip partner-root-ca.cer >shown.cer
    cmp shown.cer "$ROOT"
}

@test "each entry comes out as sha256sum knows it" {
    one
    "$CERTCASE" show one.zip SHA256SUMS >SHA256SUMS
    mkdir certificates
    while read -r _ name; do
        "$CERTCASE" show one.zip "$name" >"$name"
    done <SHA256SUMS
    sha256sum --strict --quiet -c SHA256SUMS
}

@test "what is no bundle is an error with a hint" {
    : >empty.zip
    for file in empty.zip "$SAMPLES/partner-client.pfx" missing.zip .; do
        certcase show "$file"
        exits 3
        complains "certcase: $file: "
        [ -z "$output" ]
    done
    certcase show "$ROOT"
    complains "not a zip archive" "certcase inspect"
}
