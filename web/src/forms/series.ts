// Forms of series and of their dates.

import type {
  CancelOccurrence, ChangeFollowing, ChangeOccurrence, EndSeries, LocalDateTime, NewSeries, RestoreOccurrence,
  SetAgenda, SeriesDetails, SeriesView, UpdateSeries,
} from "../bindings/declarations/workgroups.did";
import { maybe, opt, record } from "../engine/compound";
import { type Field, fixed } from "../engine/control";
import { localTime, written } from "../engine/dates";
import { flag, line, markdown, natural, oneOf, terms } from "../engine/leaf";
import { reference } from "../engine/reference";
import { api, ok } from "../net/api";
import { words } from "../words";
import { type Forms, found, type Target } from "./form";
import { agenda, groups, links, seconds } from "./parts";
import { preview } from "./preview";
import { schedule } from "./schedule";

const details: Field<SeriesDetails> = record<SeriesDetails>({
  title: line,
  schedule: maybe(schedule),
  cadence: opt(line),
  description: markdown,
  locations: links,
  notice_hours: opt(natural),
  alternates_with: opt(reference("series")),
}, { bare: true, folded: ["notice_hours", "alternates_with"] });

const read = async (id: bigint): Promise<SeriesView> => found(ok(await api.call.get_series(id)));

/** What every change of a date needs. */
const seen = async ({ id, hint }: Target) => {
  const { record: present } = await read(id!);
  const original = (hint as LocalDateTime | undefined) ?? localTime.empty();
  return { id: id!, expected_revision: present.meta.revision, original, reason: "", announced_at: [] as [] };
};

/** A date of a series, by the start that its rule gives: one of those that come, or were changed. */
function dateOf(id: bigint): Field<LocalDateTime> {
  return oneOf(localTime.empty(), async () => {
    const view = await read(id);
    const coming = ok(await api.call.upcoming({
      groups: view.record.groups, from: [], until: [], mine: false, prev: [], take: [200],
    }));
    const dates = [...coming.items, ...view.announced].flatMap((one) => {
      const [date] = one.occurrence;
      if (!date || date.series !== id) return [];
      const [status] = one.status.length === 1 ? Object.keys(one.status[0]) : [];
      const at = written(date.original).replace("T", " ");
      const note = (words.choices as Record<string, string>)[status ?? ""];
      return [{ value: date.original, label: status === "scheduled" || !note ? at : `${at} (${note})` }];
    });
    return dates.sort((a, b) => a.label.localeCompare(b.label));
  }, written);
}

const ids = { id: fixed(0n), expected_revision: fixed(0n) };
const announced = { reason: line, announced_at: opt(seconds) };

export const seriesForms: Forms<
  | "create_series" | "update_series" | "cancel_occurrence" | "change_occurrence" | "restore_occurrence"
  | "change_following" | "end_series" | "set_agenda"
> = {
  create_series: {
    creates: true,
    fields: () => record<NewSeries>({ details, groups, tags: terms }, { bare: true }),
    start: async ({ group }) => ({
      details: { ...details.empty(), schedule: [schedule.empty()] },
      groups: group === undefined ? [] : [group],
      tags: [],
    }),
    aside: (_, value) => preview(() => ({ schedule: value().details.schedule, groups: value().groups })),
  },
  update_series: {
    fields: () => record<UpdateSeries>({ ...ids, details, groups, tags: terms, drops: opt(flag) }, { bare: true }),
    start: async ({ id }) => {
      const { record: present } = await read(id!);
      return {
        id: id!, expected_revision: present.meta.revision, details: present.series.details,
        groups: present.groups, tags: present.tags, drops: [],
      };
    },
    aside: ({ id }, value) =>
      preview(() => ({ schedule: value().details.schedule, groups: value().groups, replaces: id })),
  },
  cancel_occurrence: {
    fields: ({ id }) => record<CancelOccurrence>({ ...ids, original: dateOf(id!), ...announced }, {
      bare: true, folded: ["announced_at"],
    }),
    start: seen,
  },
  restore_occurrence: {
    fields: ({ id }) => record<RestoreOccurrence>({ ...ids, original: dateOf(id!) }, { bare: true }),
    start: async (target) => {
      const { id, expected_revision, original } = await seen(target);
      return { id, expected_revision, original };
    },
  },
  change_occurrence: {
    fields: ({ id }) => record<ChangeOccurrence>({
      ...ids, original: dateOf(id!), start: opt(localTime), minutes: opt(natural), title: opt(line),
      description: opt(markdown), locations: maybe(links), ...announced,
    }, { bare: true, folded: ["title", "description", "locations", "announced_at"] }),
    start: async (target) => ({
      ...(await seen(target)), start: [], minutes: [], title: [], description: [], locations: [],
    }),
  },
  change_following: {
    fields: ({ id }) => record<ChangeFollowing>({
      ...ids, from: dateOf(id!), details, drops: opt(flag), ...announced,
    }, { bare: true, folded: ["announced_at"] }),
    start: async (target) => {
      const { id, expected_revision, original, reason, announced_at } = await seen(target);
      const { record: present } = await read(id);
      return { id, expected_revision, from: original, details: present.series.details, drops: [], reason, announced_at };
    },
    aside: ({ id }, value) => preview(() => ({ schedule: value().details.schedule, groups: [], replaces: id })),
  },
  set_agenda: {
    fields: () => record<SetAgenda>({ ...ids, agenda }, { bare: true }),
    start: async ({ id }) => {
      const { record: present } = await read(id!);
      return { id: id!, expected_revision: present.meta.revision, agenda: present.agenda };
    },
  },
  end_series: {
    fields: () => record<EndSeries>({ ...ids, before: opt(localTime), ...announced }, {
      bare: true, folded: ["announced_at"],
    }),
    start: async (target) => {
      const { id, expected_revision, reason, announced_at } = await seen(target);
      const { record: present } = await read(id);
      const [ending] = present.series.ending;
      return { id, expected_revision, before: ending ? [ending.before] : [], reason, announced_at };
    },
  },
};
