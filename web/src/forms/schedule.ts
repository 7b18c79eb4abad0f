// A schedule: its first date, its zone, and its rule, in words for the usual ones.

import type { Schedule } from "../bindings/declarations/workgroups.did";
import { h } from "../dom";
import { type Control, type Field, fieldset, single } from "../engine/control";
import { localTime, ownZone, readLocal, written, zone } from "../engine/dates";
import { natural } from "../engine/leaf";
import { words } from "../words";

const DAYS = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

/** The usual rules for a first date, each with its words. */
function usual(start: string): [string, string][] {
  const local = readLocal(start);
  const w = words.rules;
  const plain: [string, string][] = [
    ["", w.once], ["FREQ=WEEKLY", w.weekly], ["FREQ=WEEKLY;INTERVAL=2", w.fortnightly], ["FREQ=WEEKLY;INTERVAL=4", w.fourWeekly],
  ];
  if (!local) return plain;
  const date = new Date(Date.UTC(local.year, local.month - 1, local.day));
  const day = DAYS[date.getUTCDay()]!;
  const name = date.toLocaleDateString(document.documentElement.lang, { weekday: "long", timeZone: "UTC" });
  const nth = Math.ceil(local.day / 7);
  const monthly: [string, string][] = [[`FREQ=MONTHLY;BYDAY=${nth}${day}`, w.monthly(nth, name)]];
  const length = new Date(Date.UTC(local.year, local.month, 0)).getUTCDate();
  if (local.day + 7 > length) monthly.push([`FREQ=MONTHLY;BYDAY=-1${day}`, w.monthlyLast(name)]);
  return [...plain, ...monthly];
}

/** A rule: one of the usual ones, or one of one's own. */
function rule(start: () => string): Control<[] | [string]> & { refresh(): void } {
  const OWN = "own";
  const choose = h("select");
  const text = h("input", { type: "text", autocomplete: "off", spellcheck: "false", "aria-label": words.rules.own });
  const refresh = () => {
    const chosen = choose.value;
    const options = [...usual(start()), [OWN, words.rules.own] as [string, string]];
    choose.replaceChildren(...options.map(([value, label]) => h("option", { value }, label)));
    // What was chosen by the week of the month follows the start.
    choose.value = options.some(([value]) => value === chosen) ? chosen : OWN;
    text.hidden = choose.value !== OWN;
  };
  refresh();
  choose.value = "";
  text.hidden = true;
  choose.addEventListener("change", () => {
    if (choose.value !== OWN) text.value = choose.value;
    text.hidden = choose.value !== OWN;
  });
  const value = () => (choose.value === OWN ? text.value.trim() : choose.value);
  const control = single<[] | [string]>({ label: words.rules.repeats }, choose, {
    get: () => (value() === "" ? [] : [value()]),
    set: ([present]) => {
      refresh();
      const known = usual(start()).some(([name]) => name === (present ?? ""));
      text.value = present ?? "";
      choose.value = known ? present ?? "" : OWN;
      text.hidden = known;
    },
    isEmpty: () => value() === "",
  }, text);
  return { ...control, refresh };
}

export const schedule: Field<Schedule> = {
  empty: () => ({ start: localTime.empty(), zone: ownZone, minutes: 60, rule: [] }),
  make: (place) => {
    const start = localTime.make({ label: words.form.firstDate, hint: words.form.byThatZone });
    const zoneName = zone.make({ label: words.form.zone });
    const minutes = natural.make({ label: words.form.minutes });
    const repeats = rule(() => (start.isEmpty() ? "" : written(start.get())));
    start.node.addEventListener("input", () => repeats.refresh());
    const { node, faults } = fieldset(place, start.node, zoneName.node, minutes.node, repeats.node);
    const parts = { start, zone: zoneName, minutes, rule: repeats } as const;
    return {
      node,
      get: () => ({ start: start.get(), zone: zoneName.get(), minutes: minutes.get(), rule: repeats.get() }),
      set: (value) => {
        start.set(value.start);
        zoneName.set(value.zone);
        minutes.set(value.minutes);
        repeats.set(value.rule);
      },
      isEmpty: () => start.isEmpty() && repeats.isEmpty(),
      fault: ([step, ...deeper], reason) => parts[step as keyof typeof parts]?.fault(deeper, reason) || faults.show(reason),
      clear: () => {
        faults.clear();
        for (const part of Object.values(parts)) part.clear();
      },
    };
  },
};
