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

/** A button that begins a report with what its groups did in its period. */
export function changesOf(value: () => ReportDetails, set: (value: ReportDetails) => void): HTMLElement {
  const shown = h("p", {});
  const ask = async () => {
    const report = value();
    const groups = report.groups.filter((id) => id > 0n);
    const [from] = edge(report.from, 0);
    const [until] = edge(report.until, 1);
    if (groups.length === 0 || from === undefined || until === undefined) {
      shown.textContent = words.period.needed;
      return;
    }
    const language = report.languages.slice(0, 1) as [] | [string];
    const draft = ok(await api.call.draft_report({ groups, from, until, language }));
    const kept = <T>(mine: T[], made: T[]) => (mine.length > 0 ? mine : made);
    set({
      ...draft,
      slug: report.slug || draft.slug,
      title: report.title || draft.title,
      from: report.from,
      until: report.until,
      published: report.published,
      focus: report.focus,
      purpose: report.purpose.length > 0 ? report.purpose : draft.purpose,
      initiatives: kept(report.initiatives, draft.initiatives),
      highlights: [...report.highlights, ...draft.highlights.filter((line) => !report.highlights.includes(line))],
      goals: kept(report.goals, draft.goals),
      links: report.links,
      languages: kept(report.languages, draft.languages),
    });
    shown.textContent = words.period.filled(draft.highlights.length);
  };
  return h("section", { class: "aside card", "aria-live": "polite" }, h("h3", {}, words.period.title),
    button(words.period.ask, () => void ask().catch(() => { shown.textContent = words.say.noAnswer; }), { class: "button small" }), shown);
}
