// When a meeting is: by the clocks of a zone, or as much as is known.

import type { When } from "../bindings/declarations/workgroups.did";
import { h } from "../dom";
import { opt } from "../engine/compound";
import { type Field, fieldset } from "../engine/control";
import { clockIn, instantIn, knowsZone, localTime, ownZone, partialDate, zone } from "../engine/dates";
import { line } from "../engine/leaf";
import { words } from "../words";

export const when: Field<When> = {
  empty: () => ({ start: [], zone: [ownZone], date: [], text: [] }),
  make: (place) => {
    const start = localTime.make({ label: words.form.start, hint: words.form.byThatZone });
    const zoneName = zone.make({ label: words.form.zone });
    const date = opt(partialDate).make({ label: words.form.dateAlone, hint: words.form.dateAloneHint });
    const text = opt(line).make({ label: words.form.asAnnounced });
    const more = h("details", {}, h("summary", {}, words.form.more), date.node, text.node);
    const { node, faults } = fieldset(place, start.node, zoneName.node, more);
    const parts = { start, zone: zoneName, date, text } as const;
    const clock = () => (knowsZone(zoneName.get()) ? zoneName.get() : "UTC");
    return {
      node,
      get: () => ({
        start: start.isEmpty() ? [] : [BigInt(instantIn(clock(), start.get())) * 1_000_000n],
        zone: zoneName.isEmpty() ? [] : [zoneName.get()],
        date: date.get(),
        text: text.get(),
      }),
      set: (value) => {
        zoneName.set(value.zone[0] ?? "");
        start.set(value.start.length === 0 ? localTime.empty() : clockIn(clock(), Number(value.start[0] / 1_000_000n)));
        date.set(value.date);
        text.set(value.text);
      },
      isEmpty: () => Object.values(parts).every((part) => part.isEmpty()),
      fault: ([step, ...deeper], reason) => {
        const part = parts[step as keyof typeof parts];
        if (part === date || part === text) more.open = true;
        return part?.fault(deeper, reason) || faults.show(reason);
      },
      clear: () => {
        faults.clear();
        for (const part of Object.values(parts)) part.clear();
      },
    };
  },
};
