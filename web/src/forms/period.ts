// What a new report begins with: the meetings and initiatives of its groups in its period.

import type { PartialDate, ReportDetails } from "../bindings/declarations/workgroups.did";
import { button, h } from "../dom";
import { api, ok } from "../net/api";
import { words } from "../words";

/** The first instant of a day of which the year is known, in nanoseconds; `after` takes the day's end. */
function edge(date: [] | [PartialDate], after: number): [] | [bigint] {
  const [known] = date;
  const [year] = known?.year ?? [];
  if (year === undefined) return [];
  const [month] = known!.month;
  const [day] = known!.day;
  const at = Date.UTC(
    year + (month === undefined ? after : 0),
    (month ?? 1) - 1 + (month !== undefined && day === undefined ? after : 0),
    (day ?? 1) + (day !== undefined ? after : 0),
  );
  return [BigInt(at) * 1_000_000n];
}

/** A button that tells what happened in the period of a report. */
export function changesOf(value: () => ReportDetails): HTMLElement {
  const shown = h("ul", {});
  const ask = async () => {
    const report = value();
    const rows: Node[] = [];
    for (const group of report.groups.filter((id) => id > 0n)) {
      const meetings = ok(await api.call.list_meetings({
        tag: [], person: [], group: [group], from: edge(report.from, 0), until: edge(report.until, 1), prev: [], take: [50],
      }));
      rows.push(...meetings.items.map((one) =>
        h("li", {}, h("a", { href: `/meetings/${one.slug}`, target: "_blank" }, one.title),
          one.has_minutes ? ` (${words.period.minutes})` : "")));
      const initiatives = ok(await api.call.list_initiatives({ group: [group], prev: [], take: [50] }));
      rows.push(...initiatives.items.map((one) =>
        h("li", {}, `${one.title} #${one.id}: ${words.period.milestones(one.completed_milestones, one.milestones)}`)));
    }
    shown.replaceChildren(...(rows.length > 0 ? rows : [h("li", {}, words.period.nothing)]));
  };
  return h("section", { class: "aside card", "aria-live": "polite" }, h("h3", {}, words.period.title),
    button(words.period.ask, () => void ask().catch(() => shown.replaceChildren(words.say.noAnswer)), { class: "button small" }), shown);
}
