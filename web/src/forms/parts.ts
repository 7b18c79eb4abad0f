// Parts that forms of several operations have in common.

import type {
  AgendaItem, GroupDetails, GroupKind, GroupRelation, LifecycleState, LifecycleStep, Link, LinkKind, Participant,
  PersonDetails, Progress, RelationKind, Role, RoleKind,
} from "../bindings/declarations/workgroups.did";
import { list, opt, record } from "../engine/compound";
import type { Field } from "../engine/control";
import { instant, partialDate } from "../engine/dates";
import { choice, line, markdown, natural, paragraph, terms } from "../engine/leaf";
import { reference } from "../engine/reference";

export const links: Field<Link[]> = list(record<Link>({
  kind: opt(choice<LinkKind>({
    website: true, forum: true, chat: true, code: true, document: true, notes: true, slides: true, recording: true,
    calendar: true, location: true, social: true, image: true, other: true,
  })),
  url: opt(line),
  label: opt(line),
}));

export const participants: Field<Participant[]> = list(record<Participant>({
  person: opt(reference("person")),
  name: opt(line),
  affiliation: opt(line),
}));

export const groups: Field<bigint[]> = list(reference("group"));

export const group: Field<GroupDetails> = record<GroupDetails>({
  name: line,
  slug: line,
  kind: opt(choice<GroupKind>({
    working_group: true, special_interest_group: true, user_group: true, team: true, committee: true, other: true,
  })),
  scope: paragraph,
  charter: opt(markdown),
  topics: terms,
  languages: terms,
  cadence: opt(line),
  links,
  stated_on: opt(partialDate),
  first_meeting: opt(partialDate),
  last_meeting: opt(partialDate),
  remarks: opt(markdown),
}, { bare: true, folded: ["stated_on", "first_meeting", "last_meeting", "remarks"], slugOf: "name" });

export const roles: Field<Role[]> = list(record<Role>({
  kind: opt(choice<RoleKind>({
    lead: true, co_lead: true, coordinator: true, scribe: true, liaison: true, emeritus: true,
    other: true,
  })),
  person: opt(reference("person")),
  label: opt(line),
  from: opt(partialDate),
  until: opt(partialDate),
  note: opt(line),
}, { folded: ["from", "until", "note"] }));

export const lifecycle: Field<LifecycleStep[]> = list(record<LifecycleStep>({
  state: choice<LifecycleState>({ active: true, paused: true, archived: true, proposed: true }),
  date: opt(partialDate),
  reason: opt(line),
}));

export const relations: Field<GroupRelation[]> = list(record<GroupRelation>({
  kind: opt(choice<RelationKind>({
    successor_of: true, merged_into: true, split_from: true, liaison_with: true, sponsored_by: true,
  })),
  group: reference("group"),
  since: opt(partialDate),
  note: opt(markdown),
}, { folded: ["since", "note"] }));

export const person: Field<PersonDetails> = record<PersonDetails>({
  handle: line,
  name: opt(line),
  affiliation: opt(line),
  links,
  remarks: opt(markdown),
}, { bare: true });

export const progress = choice<Progress>({ not_started: true, ongoing: true, completed: true, dropped: true });

export const agenda: Field<AgendaItem[]> = list(record<AgendaItem>({
  title: line,
  minutes: opt(natural),
  speakers: participants,
  note: opt(markdown),
}, { folded: ["speakers", "note"] }));

/** Seconds since 1970-01-01 UTC. */
export const seconds = instant(1n);
/** Nanoseconds since 1970-01-01 UTC. */
export const nanos = instant(1_000_000_000n);
