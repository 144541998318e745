load helper

@test "one rule: severity, why, what to do, source" {
    certcase explain leaf-not-root
    exits 0
    says "leaf-not-root (error, role)"
    says "Why it matters"
    says "What to do"
    says "Source"
}

@test "all rules, as text and as JSON" {
    certcase explain
    exits 0
    says "not-a-certificate"
    says "environment-unknown"
    certcase explain --format json
    exits 0
    printf '%s' "$output" | /usr/bin/python3 -c '
import json, sys
rules = json.load(sys.stdin)["rules"]
assert len(rules) > 50
for rule in rules:
    assert all(rule[k] for k in ("id", "group", "severity", "title", "hint", "why", "source")), rule
assert len({r["id"] for r in rules}) == len(rules)'
}

@test "the catalog: services with source and date, calendar, platforms" {
    certcase catalog
    exits 0
    says "5 business days"
    says "cloud-services-catalog"
    says "Saturday, Sunday"
    says "windows-2022"
    certcase catalog --format json
    exits 0
    printf '%s' "$output" | /usr/bin/python3 -c '
import json, sys
c = json.load(sys.stdin)
assert c["schema"] == "certcase/catalog/1" and len(c["services"]) >= 2 and len(c["platforms"]) == 4
assert [s["businessDays"] for s in c["services"]][:2] == [5, 5]'
}

@test "--windows-roots: the list that is built in, another one, and what is none" {
    certcase catalog
    says "331 trusted, 218 blocked"
    printf '# dated: 2026-02-01\nblocked\t%064d\t%064d\n' 1 2 >mine.tsv
    certcase catalog --windows-roots mine.tsv
    exits 0
    says "0 trusted, 1 blocked"
    says "Sunday 2026-02-01"
    echo "no root" >mine.tsv
    certcase catalog --windows-roots mine.tsv
    exits 3
    complains "mine.tsv: line 1 is no root"
    for file in "$SAMPLES/partner-root.pem|a certificate (PEM, Base-64)" "$ROOT|a certificate (DER)" \
        "$SAMPLES/partner-client.pfx|a PFX (PKCS#12)"; do
        certcase inspect "$ROOT" --windows-roots "${file%|*}"
        exits 3
        complains "${file%|*}: it is ${file#*|}, not a list of Windows' roots" "each line: trusted or blocked, a tab"
    done
    certcase inspect "$SAMPLES/partner-root.cer" --windows-roots missing.tsv
    exits 3
}

@test "--explain-deadline: Friday and 5 days give the Friday after; back from the 15th it is the 8th" {
    certcase catalog --explain-deadline --at "$AT" --needed-by 2026-12-15
    exits 0
    says "Expected delivery Friday 2026-11-27"
    says "Saturday  2026-11-21   -  weekend"
    says "submit by Tuesday 2026-12-08"
}

@test "--explain-deadline with holidays names them" {
    printf '2026-11-25 Founding day\n2026-12-08 Immaculate Conception\n' >days
    certcase catalog --explain-deadline --at "$AT" --needed-by 2026-12-15 --holidays days
    exits 0
    says "Expected delivery Monday 2026-11-30"
    says "Founding day"
    says "submit by Monday 2026-12-07"
}

@test "--check: a good catalog, and what is wrong with a bad one" {
    certcase catalog --check "$SAMPLES/../../../templates/catalog.xml"
    exits 0
    says "a good catalog"
    sed 's/<delivery days="5"/<delivery days="999"/' "$SAMPLES/../../../templates/catalog.xml" >bad.xml
    certcase catalog --check bad.xml
    exits 3
    complains "certcase: bad.xml"
    certcase catalog --check missing.xml
    exits 3
}

@test "--check ignores nothing that is given with it" {
    good=$SAMPLES/../../../templates/catalog.xml
    certcase catalog --check "$good" --format json
    exits 0
    says "\"origin\": \"$good\""
    certcase catalog --check "$good" --needed-by 2026-12-15 --at 2026-11-20
    exits 0
    says "submit by Tuesday 2026-12-08"
    certcase catalog --check "$good" --holidays missing
    exits 3
    certcase catalog --check "$good" --catalog "$good"
    exits 2
    complains "--c" "give one of them"
}

@test "a cause of probe is told as one" {
    certcase explain name-mismatch
    exits 2
    complains "'name-mismatch' is no rule but a cause that \`certcase probe\` finds: the certificate is for another name"
}
