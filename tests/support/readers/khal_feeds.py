"""Reads calendars as khal does, through its command line and with a vdir of its own.

Usage: khal_feeds.py FOLDER FROM UNTIL FILE.ics... (seconds since 1970). Prints a JSON
list with one list for each file: [start, end, summary, status] of each event that starts in
the window. khal has no status of its own to print for a confirmed event; what it calls
cancelled is CANCELLED, all else CONFIRMED.
"""

import json
import os
import shutil
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

CONFIG = """
[calendars]
[[feed]]
path = {folder}/feed
[sqlite]
path = {folder}/khal.db
[default]
default_calendar = feed
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%dT%H:%M
longdatetimeformat = %Y-%m-%dT%H:%M
"""
FORMAT = "{start-long-full}\t{end-long-full}\t{title}\t{status}"


def khal(folder, *arguments):
    environment = {
        **os.environ,
        "PYTHONTZPATH": "",
        "LC_ALL": "C.UTF-8",
        "XDG_CONFIG_HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "XDG_CACHE_HOME": str(folder),
    }
    command = [str(Path(sys.executable).with_name("khal")), "-c", str(folder / "config")]
    done = subprocess.run(
        [*command, *arguments], env=environment, capture_output=True, text=True
    )
    complaints = [line for line in done.stderr.splitlines() if "warning" in line.lower()]
    if done.returncode or complaints:
        sys.exit(f"khal {arguments}: {done.stdout}\n{done.stderr}")
    return done.stdout


def seconds(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=timezone.utc).timestamp())


def read(folder, path, begin, end):
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "feed").mkdir(parents=True)
    (folder / "config").write_text(CONFIG.format(folder=folder))
    khal(folder, "import", "--batch", "-a", "feed", path)
    first = datetime.fromtimestamp(begin, timezone.utc)
    last = datetime.fromtimestamp(end, timezone.utc) + timedelta(days=1)
    listed = khal(
        folder, "list", "--day-format", "", "--format", FORMAT,
        first.strftime("%Y-%m-%dT%H:%M"), last.strftime("%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    found = []
    for line in filter(None, listed.splitlines()):
        start, finish, title, status = line.split("\t")
        status = "CANCELLED" if status.strip().upper() == "CANCELLED" else "CONFIRMED"
        if begin <= seconds(start) < end:
            found.append([seconds(start), seconds(finish), title, status])
    return sorted(found)


def main():
    folder, begin, end = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    print(json.dumps([read(folder, path, begin, end) for path in sys.argv[4:]]))


main()
