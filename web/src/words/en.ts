// The words of the forms in English. The other languages have the same.

import type { Refusal } from "../bindings/declarations/workgroups.did";
import type { Method } from "../net/api";
import { fields } from "./fields.en";

const operations: Record<Method, string> = {
  create_group: "New group",
  propose_group: "Propose a group",
  update_group: "Edit the group",
  set_roles: "Edit the roles",
  set_lifecycle: "Edit the life of the group",
  move_group: "Move under another group",
  join_group: "Join",
  leave_group: "Leave",
  remove_member: "Remove a member",
  support_group: "Support",
  withdraw_support: "Withdraw support",
  decide_proposal: "Decide on the proposal",
  remove_proposal: "Remove the proposal",
  create_meeting: "New meeting",
  update_meeting: "Edit the meeting",
  save_draft: "Edit the minutes",
  publish_minutes: "Publish the minutes",
  check_in: "Check in",
  create_action_item: "New action item",
  update_action_item: "Edit",
  follow_up: "Follow up",
  give_feedback: "Give feedback",
  remove_feedback: "Remove the feedback",
  create_person: "New person",
  update_person: "Edit the person",
  request_link: "That is me",
  decide_link: "Decide on the request",
  refuse_link_requests: "Refuse all requests",
  unlink_principal: "Unlink a principal",
  create_series: "New series of meetings",
  update_series: "Edit the series",
  cancel_occurrence: "Cancel a date",
  change_occurrence: "Move or change a date",
  restore_occurrence: "Restore a date",
  change_following: "Change a date and all that follow",
  end_series: "End the series",
  create_initiative: "New initiative",
  update_initiative: "Edit the initiative",
  create_report: "New report",
  update_report: "Edit the report",
  set_profile: "Edit the profile",
  set_limits: "Edit the limits",
  set_doors: "Edit what strangers may do",
  set_origins: "Edit the addresses",
  set_patience: "Edit after how many days something waits",
  set_relations: "Edit the relations to other groups",
  set_approval: "Set whether minutes are approved",
  confirm_group: "It still holds",
  approve_minutes: "Approve the minutes",
  set_agenda: "Edit the agenda of each date",
  withdraw_record: "Withdraw",
  reinstate_record: "Put it back",
  merge_person: "Merge into another person",
  withhold_person: "Withhold the person's data",
  withhold_blocks: "Withhold texts of the log",
  set_two_admins: "Set whether changes take two admins",
  propose_change: "Propose it to another admin",
  confirm_change: "Confirm the change",
  drop_change: "Drop the change",
  add_admin: "Add an admin",
  remove_admin: "Remove an admin",
};

/** Names as they stand in the interface, for choices. */
const choices: Record<string, string> = {
  // Kinds of groups.
  working_group: "working group", special_interest_group: "special interest group", user_group: "user group",
  team: "team", committee: "committee", other: "other",
  // Lives.
  active: "active", paused: "paused", archived: "archived", proposed: "proposed",
  // Roles.
  lead: "lead", co_lead: "co-lead", coordinator: "coordinator", scribe: "scribe", liaison: "liaison", emeritus: "emeritus",
  // Relations of groups.
  successor_of: "goes on from", merged_into: "merged into", split_from: "split from", liaison_with: "liaison with",
  sponsored_by: "sponsored by",
  // Links.
  website: "website", forum: "forum", chat: "chat", code: "code", document: "document", notes: "notes", slides: "slides",
  recording: "recording", calendar: "calendar", location: "where to attend", social: "social network", image: "image",
  // Meetings and dates.
  scheduled: "scheduled", moved: "moved", cancelled: "cancelled", held: "held", edited: "changed",
  // Work.
  open: "open", in_progress: "in progress", done: "done", dropped: "dropped",
  not_started: "not started", ongoing: "ongoing", completed: "completed",
  // Days.
  monday: "Monday", tuesday: "Tuesday", wednesday: "Wednesday", thursday: "Thursday", friday: "Friday",
  saturday: "Saturday", sunday: "Sunday",
};

function refused({ error, message }: Refusal): string {
  const [kind] = error;
  if (!kind) return message;
  if ("not_authorised" in kind) return `You may not do this. It takes ${kind.not_authorised.needed}.`;
  if ("anonymous_caller" in kind) return "Sign in first.";
  if ("limit_exceeded" in kind) return `The limit of ${kind.limit_exceeded.limit} is reached: ${kind.limit_exceeded.what}.`;
  if ("rate_limited" in kind) {
    const at = new Date(Number(kind.rate_limited.retry_at / 1_000_000n)).toLocaleTimeString();
    return `You have done all that you may do for now. Try again after ${at}.`;
  }
  if ("not_now" in kind) return `This cannot be done now: ${kind.not_now.reason}.`;
  if ("already_exists" in kind) return `This exists already: ${kind.already_exists.field}, in record ${kind.already_exists.id}.`;
  return message;
}

export const en = {
  operations,
  choices,
  fields,
  refused,
  /** What an operation is called where it means less than elsewhere. */
  subgroup: "New subgroup",
  withholding: {
    block: (position: bigint) => `Withhold texts of block ${position}`,
    person: "A neutral name takes the place of all that is shown of the person, and the principals are taken away. "
      + "This cannot be undone. Of more than 100 records, 100 change at a time: where two admins are needed, propose it "
      + "again as long as the person still has the old name.",
    blocks: "This cannot be undone. Records as they stand now are not changed: edit them first.",
  },
  /** What is wrong with a field, as the canister says it. */
  reason: (text: string): string => text,
  form: {
    save: "Save",
    saveDraft: "Save the draft",
    publish: "Publish",
    close: "Close",
    discard: "Discard what was typed",
    more: "More",
    add: (what: string) => `Add: ${what}`,
    entry: (what: string, position: number) => `${what} ${position}`,
    remove: "Remove",
    up: "Move up",
    down: "Move down",
    choose: "—",
    commas: "Several with commas between.",
    oneALine: "One in each line.",
    preview: "Preview",
    signed: "What exactly will be signed",
    restored: "What you had typed is here again.",
    notKept: "This browser does not keep what you type.",
    byYourClock: (zone: string) => `By your own clock (${zone}).`,
    byThatZone: "By the clocks of the zone below.",
    start: "Start",
    firstDate: "First date",
    zone: "Time zone",
    minutes: "Minutes",
    dateAlone: "Day, where no hour is known",
    dateAloneHint: "As much of it as is known.",
    asAnnounced: "In the words of the announcement",
  },
  date: { year: "Year", month: "Month", day: "Day", text: "In words" },
  rules: {
    repeats: "Repeats",
    once: "once",
    weekly: "every week",
    fortnightly: "every two weeks",
    fourWeekly: "every four weeks",
    monthly: (nth: number, day: string) => `monthly, ${["first", "second", "third", "fourth", "fifth"][nth - 1]} ${day}`,
    monthlyLast: (day: string) => `monthly, last ${day}`,
    own: "by a rule of its own (RRULE)",
  },
  series: {
    next: "The next dates",
    none: "The schedule is not complete yet.",
    past: "No date is left.",
    clashes: "At the same time",
    noClash: "Nothing else is at these times.",
    suggest: "Which hours suit people in several zones?",
    zones: "Time zones, with commas between",
    ask: "Suggest",
    slot: (day: string, hour: string, zone: string, people: number, all: number) =>
      `${day}, ${hour} (${zone}): suits ${people} of ${all} all year`,
  },
  period: {
    title: "In this period",
    ask: "Begin with what happened",
    needed: "Enter the groups and both days of the period first.",
    filled: (lines: number) => `${lines} lines tell what happened. Correct them, and take out what does not matter.`,
  },
  conflict: {
    title: "Somebody else was faster",
    merged: "What they changed and what you changed have been joined below. Look at it, then save again.",
    decide: "You both changed the following. Choose, or edit below; the rest is joined. Then save again.",
    before: "Before",
    mine: "Yours",
    theirs: "Theirs",
    keepMine: "Keep yours",
    takeTheirs: "Take theirs",
    nothing: "(nothing)",
  },
  say: {
    takesTwo: "This takes two admins: propose it, and another one confirms it.",
    loading: "Loading …",
    sending: "Sending …",
    saved: "Saved.",
    draftSaved: "The draft is saved.",
    noAnswer: "The canister does not answer.",
    offline: "The canister could not be reached. What you typed is kept: try again.",
    sessionEnded: "Your session has ended. What you typed is kept: sign in again, then save.",
    signIn: "Sign in",
    signedIn: "You are signed in again.",
    faults: (count: number) => (count === 1 ? "One thing has to be mended:" : `${count} things have to be mended:`),
  },
  me: {
    who: "Who you are",
    development: "This is a local network. Your identity is a key that this browser has made for development; it is worth nothing elsewhere.",
    principal: "Principal",
    principals: "Linked principals",
    person: "Person",
    rights: "Rights",
    admin: "Admin of this registry",
    left: "Changes left this hour",
    copy: "Copy",
    notLinked: "This principal is not linked to a person yet.",
    tellAdmin: (principal: string) => `Ask for it here, and tell an admin: “Please link ${principal} to me.”`,
    requested: (count: number) => `Requests that wait for a decision: ${count}.`,
    groups: "Your groups",
    member: "member",
    may: {
      lead: "may change everything of the group and its subgroups",
      co_lead: "may change everything of the group and its subgroups",
      coordinator: "may change the record, meetings and reports",
      scribe: "may write minutes and action items",
    },
    waits: "What waits for you",
    reasons: {
      minutes_missing: "Minutes missing", approval_missing: "Minutes not approved", action_overdue: "Overdue",
      action_idle: "Never followed up", role_vacant: "Role vacant", term_ends: "Term ends",
      no_meeting: "No meeting for long", series_ends: "Series ends", unconfirmed: "Record not confirmed for long",
      report_due: "Report due", successor_missing: "Archived without a successor",
    },
    drafts: "Drafts of minutes",
    items: "Your open action items",
    changes: "Changes that wait for another admin",
    proposals: "Proposals that wait for a decision",
    requests: "Requests to be linked",
    newcomer: "new",
    looksLike: "The name looks like that of",
    registry: "The registry",
    admins: "Admins:",
    none: "There is nothing.",
  },
};
