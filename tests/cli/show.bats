load helper

one() {
    build -o . --id one
    exits 0
}

@test "bytes that are no text go into a file as they are, and nowhere else" {
    one
    certcase show one.zip partner-root-ca.cer --format text
    exits 2
    complains "certcase: certificates/partner-root-ca.cer: these bytes are no text" "-o FILE"
    "$CERTCASE" show one.zip partner-root-ca.cer >shown.cer
    cmp shown.cer "$ROOT"
    certcase show one.zip partner-root-ca.cer -o written.cer
    cmp written.cer "$ROOT"
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

@test "the ticket comes in the parts that a portal has fields for" {
    one
    "$CERTCASE" show one.zip >ticket
    certcase show -h
    says "subject, body or submit:"
    certcase show one.zip --part subject
    exits 0
    [ "$output" = "Trusted root certificate for Test: Partner Root CA" ]
    "$CERTCASE" show one.zip --part body >body
    { head -n 2 ticket && cat body; } | cmp - ticket
    "$CERTCASE" show one.zip --part submit >submit
    "$CERTCASE" show one.zip SUBMIT.txt | cmp - submit
    certcase show one.zip SUBMIT.txt --part body
    exits 2
    complains "--part and an entry at the same time" "leave one of them out"
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
