// Fields of time: days of which only a part is known, clocks on a wall, instants, zones.

import type { LocalDateTime, PartialDate } from "../bindings/declarations/workgroups.did";
import { fresh, h } from "../dom";
import { words } from "../words";
import { type Field, fieldset, single } from "./control";

const two = (n: number) => String(n).padStart(2, "0");

/** The text form of a local time: `2024-04-03T19:00`. */
export const written = (t: LocalDateTime): string =>
  `${String(t.year).padStart(4, "0")}-${two(t.month)}-${two(t.day)}T${two(t.hour)}:${two(t.minute)}`;

/** Reads the text form of a local time. */
export function readLocal(text: string): LocalDateTime | undefined {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(text);
  if (!parts) return undefined;
  const [year, month, day, hour, minute] = parts.slice(1).map(Number) as [number, number, number, number, number];
  return { year, month, day, hour, minute };
}

const NEVER: LocalDateTime = { year: 0, month: 0, day: 0, hour: 0, minute: 0 };

/** What a clock on the wall shows. */
export const localTime: Field<LocalDateTime> = {
  empty: () => NEVER,
  make: (place) => {
    const input = h("input", { type: "datetime-local", step: 60 });
    return single(place, input, {
      get: () => readLocal(input.value) ?? NEVER,
      set: (value) => {
        input.value = value.year === 0 ? "" : written(value);
      },
    });
  },
};

/** The zones that this browser knows. */
export const zones: string[] = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];

/** The zone of the reader. */
export const ownZone: string = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** The name of a zone, with those that the browser knows to choose from. */
export const zone: Field<string> = {
  empty: () => "",
  make: (place) => {
    const id = fresh();
    const input = h("input", { type: "text", list: id, autocomplete: "off", spellcheck: "false" });
    const options = h("datalist", { id }, ...zones.map((name) => h("option", { value: name })));
    return single(place, input, {
      get: () => input.value.trim(),
      set: (value) => {
        input.value = value;
      },
    }, options);
  },
};

/** What the clocks of a zone show at an instant, in milliseconds since 1970. */
export function clockIn(zoneName: string, at: number): LocalDateTime {
  const format = new Intl.DateTimeFormat("en", {
    timeZone: zoneName, hourCycle: "h23",
    year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric",
  });
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return { year: part.year!, month: part.month!, day: part.day!, hour: part.hour!, minute: part.minute! };
}

const asUtc = (t: LocalDateTime) => Date.UTC(t.year, t.month - 1, t.day, t.hour, t.minute);

/** The instant at which the clocks of a zone show a time; the earlier one of two. */
export function instantIn(zoneName: string, local: LocalDateTime): number {
  const wanted = asUtc(local);
  let at = wanted;
  for (let i = 0; i < 3; i += 1) at += wanted - asUtc(clockIn(zoneName, at));
  return at;
}

/** Whether the browser knows a zone. */
export function knowsZone(name: string): boolean {
  try {
    clockIn(name, 0);
    return true;
  } catch {
    return false;
  }
}

/** An instant, entered by the reader's own clock. `perSecond` is how many units a second has. */
export function instant(perSecond: bigint): Field<bigint> {
  return {
    empty: () => 0n,
    make: (place) => {
      const input = h("input", { type: "datetime-local", step: 60 });
      const hint = words.form.byYourClock(ownZone);
      return single({ ...place, hint: place.hint ? `${place.hint} ${hint}` : hint }, input, {
        get: () => {
          const local = readLocal(input.value);
          return local ? (BigInt(instantIn(ownZone, local)) * perSecond) / 1000n : 0n;
        },
        set: (value) => {
          input.value = value === 0n ? "" : written(clockIn(ownZone, Number((value * 1000n) / perSecond)));
        },
      });
    },
  };
}

/** A day of which only a part may be known. */
export const partialDate: Field<PartialDate> = {
  empty: () => ({ year: [], month: [], day: [], text: [] }),
  make: (place) => {
    const inputs = {
      year: h("input", { type: "number", min: 1, max: 9999, class: "short" }),
      month: h("input", { type: "number", min: 1, max: 12, class: "short" }),
      day: h("input", { type: "number", min: 1, max: 31, class: "short" }),
      text: h("input", { type: "text", autocomplete: "off" }),
    };
    const parts = Object.entries(inputs).map(([name, input]) =>
      h("label", {}, (words.date as Record<string, string>)[name] ?? name, input));
    const { node, faults } = fieldset(place, h("div", { class: "date" }, ...parts));
    const number = (input: HTMLInputElement): [] | [number] => {
      const value = input.value.trim();
      return value === "" ? [] : [Math.max(0, Math.trunc(Number(value) || 0))];
    };
    return {
      node,
      get: () => ({
        year: number(inputs.year),
        month: number(inputs.month),
        day: number(inputs.day),
        text: inputs.text.value.trim() === "" ? [] : [inputs.text.value.trim()],
      }),
      set: (value) => {
        for (const [name, input] of Object.entries(inputs)) {
          input.value = String(value[name as keyof PartialDate][0] ?? "");
        }
      },
      isEmpty: () => Object.values(inputs).every((input) => input.value.trim() === ""),
      fault: (_, reason) => faults.show(reason),
      clear: () => faults.clear(),
    };
  },
};
