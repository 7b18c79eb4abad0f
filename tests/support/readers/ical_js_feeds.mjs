// Reads calendars as ical.js (the library of Thunderbird) does, with the zones that the
// calendars themselves define.
//
// Usage: node ical_js_feeds.mjs ICAL_JS FROM UNTIL FILE.ics... (seconds since 1970). Prints a
// JSON list with one list for each file: [start, end, summary, status] of each event that
// starts in the window. Fails if a file is not parsed without a complaint.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [library, from, until, ...files] = process.argv.slice(2);
const { default: ICAL } = await import(pathToFileURL(library));
ICAL.design.strict = true;

function read(file) {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(file, "utf8")));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(zone);
  }
  const found = [];
  const add = (event, start, end) => {
    const at = start.toUnixTime();
    if (from <= at && at < until) {
      const status = event.component.getFirstPropertyValue("status");
      found.push([at, end.toUnixTime(), event.summary, status]);
    }
  };
  // By itself an event takes the exceptions of the whole calendar for its own, whatever their UID.
  const alone = { exceptions: [], strictExceptions: true };
  const vevents = calendar.getAllSubcomponents("vevent");
  const events = vevents.map((one) => new ICAL.Event(one, alone));
  const masters = new Map();
  for (const event of events.filter((event) => !event.isRecurrenceException())) {
    masters.set(event.uid, event);
  }
  for (const event of events.filter((event) => event.isRecurrenceException())) {
    masters.get(event.uid).relateException(event);
  }
  for (const event of masters.values()) {
    if (!event.isRecurring()) {
      add(event, event.startDate, event.endDate);
      continue;
    }
    // A moved date may come out of its order, so the walk goes on a year longer.
    const walk = event.iterator();
    for (let next = walk.next(); next; next = walk.next()) {
      if (next.toUnixTime() > Number(until) + 366 * 86400) break;
      const details = event.getOccurrenceDetails(next);
      add(details.item, details.startDate, details.endDate);
    }
  }
  return found.sort((a, b) => a[0] - b[0]);
}

console.log(JSON.stringify(files.map(read)));
