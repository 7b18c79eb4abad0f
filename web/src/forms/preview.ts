// What a planned schedule comes to, shown while it is typed: its next dates, what they clash with,
// and hours of the week that suit more people.

import type { Schedule, UpcomingMeeting } from "../bindings/declarations/workgroups.did";
import { button, h } from "../dom";
import { ownZone } from "../engine/dates";
import { same } from "../engine/json";
import { api, ok } from "../net/api";
import { words } from "../words";

export interface Planned {
  schedule: [] | [Schedule];
  groups: bigint[];
  replaces?: bigint | undefined;
}

const when = (at: bigint, zone: string | undefined) =>
  new Date(Number(at / 1_000_000n)).toLocaleString(document.documentElement.lang, {
    dateStyle: "full", timeStyle: "short", timeZone: zone,
  });

/** Shows what is planned, and again whenever it has changed. */
export function preview(planned: () => Planned): HTMLElement {
  const dates = h("ol", { class: "preview-dates" });
  const clashes = h("div", {});
  const node = h("section", { class: "aside card", "aria-live": "polite", "aria-label": words.series.next },
    h("h3", {}, words.series.next), dates, clashes, slots(planned));
  let last: unknown;
  let timer = 0;
  let turn = 0;
  const refresh = async () => {
    const now = planned();
    if (same(now, last)) return;
    last = now;
    const mine = ++turn;
    const [schedule] = now.schedule;
    if (!schedule || schedule.start.year === 0) {
      dates.replaceChildren();
      clashes.replaceChildren();
      return;
    }
    const [list, clash] = await Promise.all([nextDates(schedule), clashesOf(now, schedule)]);
    if (mine !== turn) return;
    dates.replaceChildren(...list);
    clashes.replaceChildren(...clash);
  };
  const soon = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void refresh(), 250);
  };
  queueMicrotask(() => {
    node.closest("form")?.addEventListener("input", soon);
    soon();
  });
  return node;
}

async function nextDates(schedule: Schedule): Promise<Node[]> {
  const reply = await api.call.preview_dates({ schedule, from: [], take: [10] }).catch(() => undefined);
  if (!reply || "Err" in reply) return [h("li", { class: "hint" }, words.series.none)];
  if (reply.Ok.length === 0) return [h("li", { class: "hint" }, words.series.past)];
  return reply.Ok.map((date) => {
    const own = ownZone === schedule.zone ? "" : ` · ${when(date.start_at, ownZone)} (${ownZone})`;
    return h("li", {}, `${when(date.start_at, schedule.zone)} (${schedule.zone})${own}`);
  });
}

async function clashesOf({ groups, replaces }: Planned, schedule: Schedule): Promise<Node[]> {
  const known = groups.filter((group) => group > 0n);
  if (known.length === 0) return [];
  const reply = await api.call.schedule_conflicts({
    groups: [], from: [], until: [], sharing_people: true,
    planned: [{ groups: known, schedule, replaces: replaces === undefined ? [] : [replaces] }],
  }).catch(() => undefined);
  if (!reply || "Err" in reply) return [];
  const others = reply.Ok.conflicts.slice(0, 5).map(({ first, second, from }) => {
    const other: UpcomingMeeting = first.occurrence[0]?.series === (replaces ?? 0n) ? second : first;
    return h("li", {}, `${when(from, schedule.zone)}: ${other.title}`);
  });
  if (others.length === 0) return [h("p", { class: "ok" }, words.series.noClash)];
  return [h("h4", {}, words.series.clashes), h("ul", {}, ...others)];
}

/** Asks for hours of the week that suit people of several zones. */
function slots(planned: () => Planned): HTMLElement {
  const input = h("input", { type: "text", value: ownZone, autocomplete: "off" });
  const found = h("ol", {});
  const ask = async () => {
    const zones = input.value.split(/[,，]/).map((one) => one.trim()).filter((one) => one !== "");
    const minutes = planned().schedule[0]?.minutes ?? 60;
    const members = zones.map((zone) => ({ zone, people: 1 }));
    const reply = await api.call.suggest_slots({ members, minutes, year: [], take: [5] });
    if ("Err" in reply) {
      found.replaceChildren(h("li", { class: "error" }, reply.Err.message));
      return;
    }
    found.replaceChildren(...ok(reply).map((slot) => {
      const [day] = Object.keys(slot.weekday);
      const name = (words.choices as Record<string, string>)[day!] ?? day!;
      const hour = String(slot.hour).padStart(2, "0");
      return h("li", {}, words.series.slot(name, `${hour}:00`, zones[0]!, slot.people_all_year, zones.length));
    }));
  };
  return h("details", {}, h("summary", {}, words.series.suggest),
    h("label", {}, words.series.zones, input),
    button(words.series.ask, () => void ask(), { class: "button small" }), found);
}

