"""Reads a calendar as a calendar program does: reminders.py FILE"""
import datetime
import sys

import icalendar

with open(sys.argv[1], "rb") as file:
    data = file.read()
assert data.endswith(b"\r\n") and b"\n" not in data.replace(b"\r\n", b""), "lines end in CRLF"
assert all(len(line) <= 75 for line in data.split(b"\r\n")), "lines are folded at 75 octets"
calendar = icalendar.Calendar.from_ical(data)
assert calendar["VERSION"] == "2.0" and calendar["PRODID"]
uids = set()
for event in calendar.walk("VEVENT"):
    assert type(event["DTSTART"].dt) is datetime.date, "an all-day event"
    assert event["SUMMARY"] and event["DTSTAMP"].dt.tzinfo is not None
    assert event["UID"] not in uids
    uids.add(event["UID"])
    assert event.walk("VALARM"), "a reminder"
    assert not event.errors, event.errors
