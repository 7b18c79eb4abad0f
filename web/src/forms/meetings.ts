// Forms of meetings, their minutes, action items and feedback.

import type {
  ActionItemDetails, ActionState, AddFollowUp, ApproveMinutes, CommunityFeedback, Decision, FollowUp, GiveFeedback, MeetingDetails,
  MeetingStatus, Minutes, OccurrenceId, RemoveFeedback, SaveDraft, Section, Subject, UpdateActionItem, UpdateMeeting,
} from "../bindings/declarations/workgroups.did";
import { list, maybe, opt, record } from "../engine/compound";
import { type Field, fixed } from "../engine/control";
import { localTime, ownZone, partialDate } from "../engine/dates";
import { choice, from, line, markdown, natural, terms } from "../engine/leaf";
import { reference } from "../engine/reference";
import { api, ok } from "../net/api";
import { type Form, type Forms, found, type Target } from "./form";
import { agenda, groups, links, participants } from "./parts";
import { when } from "./when";

const meeting: Field<MeetingDetails> = record<MeetingDetails>({
  title: line,
  slug: line,
  groups,
  when,
  duration_minutes: opt(natural),
  status: choice<MeetingStatus>({ scheduled: true, moved: true, cancelled: true, held: true }),
  reason: opt(line),
  locations: links,
  agenda,
  summary: opt(markdown),
  hosts: participants,
  guests: participants,
  attachments: links,
  recordings: links,
  number: opt(natural),
  tags: terms,
  languages: terms,
  occurrence: maybe(record<OccurrenceId>({ series: reference("series"), original: localTime })),
  remarks: opt(markdown),
}, { bare: true, slugOf: "title", folded: ["guests", "attachments", "recordings", "number", "tags", "languages", "occurrence", "remarks"] });

const minutes: Field<Minutes> = record<Minutes>({
  attendance: opt(natural),
  attendees: participants,
  sections: list(record<Section>({
    heading: line, level: from(1), text: markdown, speakers: participants,
  }, { folded: ["level", "speakers"] })),
  decisions: list(record<Decision>({ text: markdown, by: participants }, { folded: ["by"] })),
  feedback: list(record<CommunityFeedback>({ text: markdown, by: participants, section: opt(natural) }, { folded: ["section"] })),
}, { bare: true });

const action = choice<ActionState>({ open: true, in_progress: true, done: true, dropped: true });

const item: Field<ActionItemDetails> = record<ActionItemDetails>({
  title: line,
  owners: participants,
  due: opt(partialDate),
  state: action,
  note: opt(markdown),
  group: reference("group"),
  raised_in: opt(reference("meeting")),
  follow_ups: list(followUp()),
}, { bare: true, folded: ["follow_ups"] });

function followUp(): Field<FollowUp> {
  return record<FollowUp>({
    text: markdown, by: participants, date: opt(partialDate), meeting: opt(reference("meeting")),
  }, { folded: ["by", "date", "meeting"] });
}

const readMeeting = async (id: bigint) => found(ok(await api.call.get_meeting({ id })));
const readItem = async (id: bigint) => found(ok(await api.call.get_action_item(id)));

/** The minutes as they stand: the draft, or else what is published. */
const minutesForm: Form<SaveDraft> = {
  fields: () => record<SaveDraft>({ id: fixed(0n), expected_revision: fixed(0n), minutes }, { bare: true }),
  start: async ({ id }) => {
    const draft = ok(await api.call.get_draft(id!))[0];
    if (draft) return { id: id!, expected_revision: draft.meta.revision, minutes: draft.minutes };
    const { minutes: published } = await readMeeting(id!);
    return { id: id!, expected_revision: 0n, minutes: published[0] ?? minutes.empty() };
  },
};

const newMeeting = async ({ group }: Target): Promise<MeetingDetails> => ({
  ...meeting.empty(),
  groups: group === undefined ? [] : [group],
  when: { start: [], zone: [ownZone], date: [], text: [] },
  status: { scheduled: null },
});

export const meetingForms: Forms<
  | "create_meeting" | "update_meeting" | "save_draft" | "publish_minutes" | "check_in" | "create_action_item"
  | "update_action_item" | "follow_up" | "give_feedback" | "remove_feedback" | "approve_minutes"
> = {
  create_meeting: { creates: true, fields: () => meeting, start: newMeeting },
  update_meeting: {
    fields: () => record<UpdateMeeting>({ id: fixed(0n), expected_revision: fixed(0n), details: meeting }, { bare: true }),
    start: async ({ id }) => {
      const { meta, details } = await readMeeting(id!);
      return { id: id!, expected_revision: meta.revision, details };
    },
  },
  save_draft: minutesForm,
  publish_minutes: {
    ...minutesForm,
    start: async (target) => {
      const start = await minutesForm.start(target);
      if (start.expected_revision !== 0n) return start;
      // Without a draft, the revision is that of the meeting.
      return { ...start, expected_revision: (await readMeeting(target.id!)).meta.revision };
    },
  },
  approve_minutes: {
    fields: () => record<ApproveMinutes>({
      id: fixed(0n), expected_revision: fixed(0n), meeting: opt(reference("meeting")),
    }, { bare: true }),
    start: async ({ id }) => ({ id: id!, expected_revision: (await readMeeting(id!)).meta.revision, meeting: [] }),
  },
  check_in: { fields: () => fixed(0n), start: async ({ id }) => id! },
  create_action_item: {
    creates: true,
    fields: () => item,
    start: async ({ group, meeting: raised }) => ({
      ...item.empty(), group: group ?? 0n, raised_in: raised === undefined ? [] : [raised], state: { open: null },
    }),
  },
  update_action_item: {
    fields: () => record<UpdateActionItem>({ id: fixed(0n), expected_revision: fixed(0n), details: item }, { bare: true }),
    start: async ({ id }) => {
      const { meta, details } = await readItem(id!);
      return { id: id!, expected_revision: meta.revision, details };
    },
  },
  follow_up: {
    fields: () => record<AddFollowUp>({
      id: fixed(0n), expected_revision: fixed(0n), state: action, follow_up: followUp(),
    }, { bare: true }),
    start: async ({ id, meeting: noted }) => {
      const { meta, details } = await readItem(id!);
      const follow_up: FollowUp = { text: "", by: [], date: [], meeting: noted === undefined ? [] : [noted] };
      return { id: id!, expected_revision: meta.revision, state: details.state, follow_up };
    },
  },
  give_feedback: {
    creates: true,
    fields: () => record<GiveFeedback>({
      subject: fixed<Subject>({ group: 0n }), text: markdown,
    }, { bare: true }),
    start: async ({ meeting: about, group }) => ({
      subject: about === undefined ? { group: group ?? 0n } : { meeting: about },
      text: "",
    }),
  },
  remove_feedback: {
    fields: () => record<RemoveFeedback>({ id: fixed(0n), reason: line }, { bare: true }),
    start: async ({ id }) => ({ id: id!, reason: "" }),
  },
};

