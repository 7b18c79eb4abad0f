"""Reads calendars as icalendar and recurring-ical-events do.

Usage: icalendar_feeds.py FROM UNTIL FILE.ics... (seconds since 1970). Prints a JSON list with one
list for each file: [start, end, summary, status] of each event that starts in the window.
Fails if a file is not parsed without a complaint.
"""

import json
import os
import sys
from datetime import datetime, timezone

os.environ["PYTHONTZPATH"] = ""  # the pinned tzdata package, not the machine's files

import icalendar  # noqa: E402
import recurring_ical_events  # noqa: E402


def read(path, begin, end):
    with open(path, "rb") as file:
        calendar = icalendar.Calendar.from_ical(file.read())
    for component in calendar.walk():
        if component.errors:
            sys.exit(f"{path}: {component.name}: {component.errors}")
    events = recurring_ical_events.of(calendar).between(
        datetime.fromtimestamp(begin, timezone.utc), datetime.fromtimestamp(end, timezone.utc)
    )
    found = []
    for event in events:
        start, finish = (int(event[name].dt.timestamp()) for name in ("DTSTART", "DTEND"))
        if begin <= start < end:
            found.append([start, finish, str(event["SUMMARY"]), str(event["STATUS"])])
    return sorted(found)


def main():
    begin, end = int(sys.argv[1]), int(sys.argv[2])
    print(json.dumps([read(path, begin, end) for path in sys.argv[3:]]))


main()
