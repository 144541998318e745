#!/bin/sh
# The schemas of request files against xmllint and python3-jsonschema: the examples are valid, each kind of mistake is not.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
command -v xmllint >/dev/null 2>&1 || { echo "SKIPPED: xmllint is not installed"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
xml() { xmllint --noout --schema "$root/schemas/requests.xsd" "$1" 2>log; }
json() { /usr/bin/python3 "$root/tests/judges/schema.py" "$root/schemas/requests.schema.json" "$1" >log; }
good() { "$@" || { cat log; echo "$*: must be valid"; exit 1; }; }
bad() { if "$@"; then cat "$2"; echo "$*: must not be valid"; exit 1; fi; }

xmllint --noout --schema "$root/schemas/inventory.xsd" "$root/templates/inventory.example.xml" 2>log || { cat log; exit 1; }
good xml "$root/templates/requests.example.xml"
good json "$root/templates/requests.example.json"
/usr/bin/python3 - "$root/templates/requests.example.json" <<'PYTHON'
import json
import sys

for number, request in enumerate(json.load(open(sys.argv[1], encoding="utf-8"))):
    json.dump(request, open(f"line{number}.json", "w", encoding="utf-8"))
PYTHON
for line in line*.json; do good json "$line"; done

head='<requests xmlns="urn:certcase:requests:1" version="1">'
printf '%s</requests>' "$head" >empty.xml
good xml empty.xml
printf '%s<request><certificates>a</certificates><purpose/><hosting/><needed_by/><reason/></request></requests>' "$head" >blank.xml
good xml blank.xml
n=0
while IFS= read -r inner; do
    n=$((n + 1))
    printf '%s<request>%s</request></requests>' "$head" "$inner" >"bad$n.xml"
    bad xml "bad$n.xml"
done <<'END'
<id>A</id>
<certificates>a</certificates><id>A</id>
<certificates>a</certificates><certificat>b</certificat>
<certificates>a</certificates><purpose>root</purpose>
<certificates>a</certificates><hosting>odc</hosting>
<certificates>a</certificates><needed_by>2026-02-30</needed_by>
<certificates>a</certificates><needed_by>2026-12-15Z</needed_by>
<certificates>a</certificates><reason>a</reason><reason>b</reason>
<certificates>a</certificates><password_env>a</password_env><password_file>b</password_file>
END

printf '[]' >empty.json
good json empty.json
printf '{"certificates":["a"],"purpose":"","needed_by":null,"password_env":"","password_file":"p"}' >blank.json
good json blank.json
while IFS= read -r request; do
    n=$((n + 1))
    printf '%s' "$request" >"bad$n.json"
    bad json "bad$n.json"
    printf '[%s]' "$request" >"bad$n.array.json"
    bad json "bad$n.array.json"
done <<'END'
{"id":"A"}
{"certificates":[]}
{"certificates":"a"}
{"certificates":["a",1]}
{"certificates":["a"],"certificat":"b"}
{"certificates":["a"],"id":7}
{"certificates":["a"],"purpose":"root"}
{"certificates":["a"],"hosting":"odc"}
{"certificates":["a"],"needed_by":"15/12/2026"}
{"certificates":["a"],"password_env":"a","password_file":"b"}
7
END
echo "$n mistakes refused"
