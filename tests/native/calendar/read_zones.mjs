// Converts local times to instants with the zones that calendars define, as ical.js does.
//
// Usage: node read_zones.mjs ICAL_JS CASES.json. Each case holds a zone, the text of a calendar
// that defines it, and times: [local, seconds since 1970]. Prints each that differs.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [library, file] = process.argv.slice(2);
const { default: ICAL } = await import(pathToFileURL(library));
ICAL.design.strict = true;

let times = 0;
let different = 0;
const cases = JSON.parse(readFileSync(file, "utf8"));
for (const { zone, calendar, expected } of cases) {
  const parsed = new ICAL.Component(ICAL.parse(calendar));
  const definition = new ICAL.Timezone(parsed.getFirstSubcomponent("vtimezone"));
  if (definition.tzid !== zone) throw new Error(`${zone} is defined as ${definition.tzid}`);
  for (const [local, at] of expected) {
    const time = ICAL.Time.fromDateTimeString(`${local}:00`);
    time.zone = definition;
    times += 1;
    if (time.toUnixTime() !== at) {
      different += 1;
      console.log(`${zone} ${local}: ${time.toUnixTime()} instead of ${at}`);
    }
  }
}
console.log(`${times} times by ${cases.length} definitions, ${different} differ`);
process.exit(different || !times ? 1 : 0);
