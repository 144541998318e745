#!/bin/sh
# The list of renewals: JSON against schemas/renewals.schema.json, the calendar under icalendar, the metrics under the parser of
# python3-prometheus-client, and each against the others. CERTCASE names the program.
set -eu
tests=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sh "$tests/judges/renewals_files.sh" "$work"
cd "$work"
for format in json ics prometheus; do
    "$CERTCASE" renewals all gone.zip --at 2026-11-20T08:00:00Z --format $format >list.$format 2>messages || [ $? = 3 ]
done
/usr/bin/python3 "$tests/judges/schema.py" "$tests/../schemas/renewals.schema.json" list.json
/usr/bin/python3 "$tests/judges/reminders.py" list.ics
/usr/bin/python3 - <<'END_OF_PYTHON'
import datetime
import json

import icalendar
from prometheus_client.parser import text_string_to_metric_families

listed = json.load(open("list.json", encoding="utf-8"))
rows, summary = listed["certificates"], listed["summary"]
assert len(rows) == summary["certificates"] > 10
for status in ("expired", "overdue", "due", "unknown", "fine", "claimed", "renewed", "vendor"):
    assert summary[status] == sum(row["status"] == status for row in rows), status
assert {"expired", "overdue", "due", "fine", "claimed", "renewed", "vendor"} <= {row["status"] for row in rows}
assert summary["needAction"] == sum(row["due"] for row in rows)
keys = [({"claimed": 1, "renewed": 2, "vendor": 2}.get(row["status"], 0), row["askBy"] or row["expires"], row["notAfter"]) for row in rows]
assert keys == sorted(keys), "not by the day to ask by"

text = open("list.prometheus", encoding="utf-8").read()
families = {family.name: family for family in text_string_to_metric_families(text)}
assert all(family.type == "gauge" and family.documentation for family in families.values())
samples = [tuple(sorted(sample.labels.items())) for sample in families["certcase_certificate_not_after_timestamp_seconds"].samples]
assert len(samples) == len(set(samples)), "a sample comes twice"


def seconds(moment):
    return datetime.datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp()


wanted = {}
for row in rows:
    if row["status"] in ("renewed", "vendor"):
        continue
    for place in [p["name"] for p in row["environments"] if not p["renewed"]] or ([""] if not row["environments"] else []):
        label = {"thumbprint": row["sha1"], "subject": row["subject"], "environment": place, "purpose": row["purpose"], "bundle": row["bundle"]}
        wanted[tuple(sorted(label.items()))] = row
for name, field in (("not_after", "notAfter"), ("ask_by", "askBy")):
    got = {tuple(sorted(s.labels.items())): s.value for s in families[f"certcase_certificate_{name}_timestamp_seconds"].samples}
    expected = {label: seconds(row[field] if field == "notAfter" else row[field] + "T00:00:00Z") for label, row in wanted.items() if row[field]}
    assert got == expected, (name, set(got.items()) ^ set(expected.items()))
assert families["certcase_renewals_due"].samples[0].value == summary["needAction"]
unreadable = [s.labels["bundle"] for s in families["certcase_renewals_unreadable"].samples]
assert sorted(unreadable) == sorted(listed["unreadable"]) and "gone.zip" in unreadable and len(unreadable) == len(set(unreadable))
assert families["certcase_renewals_problems"].samples[0].value == summary["problems"] == 2
assert {s.labels["status"]: s.value for s in families["certcase_renewals"].samples} == {k: summary[k] for k in
        ("expired", "overdue", "due", "unknown", "fine", "claimed", "renewed", "vendor")}
hostile = [s.labels["subject"] for s in families["certcase_certificate_not_after_timestamp_seconds"].samples if "alert(" in s.labels["subject"]]
assert hostile and all("\n" not in subject and "\x1b" not in subject for subject in hostile)
assert any("<img src=x" in row["bundle"] for row in rows)

events = icalendar.Calendar.from_ical(open("list.ics", "rb").read()).walk("VEVENT")
days = {}
for row in rows:
    if row["status"] not in ("renewed", "vendor"):
        day = row["askBy"] or str(datetime.date.fromisoformat(row["expires"]) - datetime.timedelta(days=1))
        days.setdefault((row["sha256"], row["purpose"], row["hosting"], day), row)
# What has passed stands on the day of the list.
assert sorted(str(e["DTSTART"].dt) for e in events) == sorted(max(key[3], "2026-11-20") for key in days), "another day for an event"
print(len(rows), "certificates,", len(samples), "series,", len(events), "events")
END_OF_PYTHON
echo 'x{a="b" 1' >broken.prometheus
if /usr/bin/python3 -c 'import sys; from prometheus_client.parser import text_string_to_metric_families as p; list(p(open(sys.argv[1]).read()))' \
    broken.prometheus 2>/dev/null; then
    echo "FAIL the judge accepts broken metrics"
    exit 1
fi
