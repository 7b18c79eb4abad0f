"""Compares expansions of recurrence rules with python-dateutil and zoneinfo.

Usage: compare_rules.py CASES.json. Each case holds zone, start, rule, from, until (seconds
since 1970) and the occurrences that were found, as [local time, seconds]. Prints every case
that differs, and fails if there is one.

Where python-dateutil departs from RFC 5545 it is asked in a way that avoids the difference;
the functions below say what the RFC's text is.
"""

import json
import os
import re
import sys
from datetime import datetime, timedelta, timezone

os.environ["PYTHONTZPATH"] = ""  # the pinned tzdata package, not the machine's files
from zoneinfo import ZoneInfo  # noqa: E402

from dateutil.rrule import rrulestr  # noqa: E402

DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


def parts_of(rule):
    return dict(part.split("=") for part in rule.split(";"))


def text_of(parts):
    return ";".join(f"{name}={value}" for name, value in parts.items())


def with_plain_days_numbered(parts):
    """RFC 5545, 3.3.10: "Each BYDAY value can also be preceded by a positive (+n) or negative
    (-n) integer. If present, this indicates the nth occurrence of a specific day". So a list
    such as MO,2TU is each Monday and the second Tuesday. python-dateutil takes only days that
    satisfy the plain days and the numbered days at once, of which there are none. A plain day
    is written as all of its numbers instead.
    """
    days = parts.get("BYDAY", "").split(",")
    plain = [day for day in days if day in DAYS]
    if not plain or len(plain) == len(days):
        return parts
    yearly = parts["FREQ"] == "YEARLY" and "BYMONTH" not in parts
    numbered = [day for day in days if day not in DAYS]
    for day in plain:
        numbered += [f"{n}{day}" for n in range(1, 54 if yearly else 6)]
    return {**parts, "BYDAY": ",".join(numbered)}


def expected(case):
    zone = ZoneInfo(case["zone"])
    start = datetime.fromisoformat(case["start"])
    parts = with_plain_days_numbered(parts_of(case["rule"]))
    # RFC 5545, 3.8.5.3: "Duplicate instances are ignored." A zone that skips a whole day makes two
    # local dates the same instant. python-dateutil counts both: the dates are counted here.
    first, count = start, int(parts.pop("COUNT", 0)) or None
    if parts["FREQ"] == "WEEKLY" and "BYSETPOS" in parts:
        # RFC 5545, 3.3.10: "A set of recurrence instances starts at the beginning of the interval
        # defined by the FREQ rule part." For a weekly rule the interval is a whole week;
        # python-dateutil begins the first one at the start, which shifts the positions. It is
        # given the whole week, and what lies before the start is left out.
        first = start - timedelta((start.weekday() - DAYS.index(parts.get("WKST", "MO"))) % 7)
        parts.setdefault("BYDAY", DAYS[start.weekday()])
    found, previous = [], None
    until = case["until"]
    for local in rrulestr(text_of(parts), dtstart=first.replace(tzinfo=zone)):
        if local.replace(tzinfo=None) < start:
            continue
        at = int(local.astimezone(timezone.utc).timestamp())
        if at >= until:
            break
        if at == previous:
            continue
        previous = at
        if at >= case["from"]:
            found.append([local.strftime("%Y-%m-%dT%H:%M"), at])
        if count is not None:
            count -= 1
            if count == 0:
                break
    return found


def main():
    with open(sys.argv[1]) as file:
        cases = json.load(file)
    different = occurrences = 0
    for case in cases:
        wanted = expected(case)
        occurrences += len(wanted)
        if wanted != case["found"]:
            different += 1
            missing = [start for start in wanted if start not in case["found"]]
            surplus = [start for start in case["found"] if start not in wanted]
            case = {name: value for name, value in case.items() if name != "found"}
            print(f"{case}\n  missing {missing[:5]}\n  surplus {surplus[:5]}")
    zones = len({case["zone"] for case in cases})
    print(f"{len(cases)} rules in {zones} zones, {occurrences} occurrences, {different} differ")
    sys.exit(1 if different or not cases else 0)


main()
