// What the signed-in person may do at which place of which page.

import type { Group } from "../bindings/declarations/workgroups.did";
import { api, type Method, ok } from "../net/api";
import { Level, type Rights } from "../net/rights";
import type { Target } from "../forms/form";
import { type Sort, standing } from "../forms/withdrawal";

export interface Offer {
  method: Method;
  target: Target;
}

/** A place of a page: what it is for, and the record that the page is of. */
export interface Spot {
  page: string;
  what: string;
  id: bigint;
}

const offer = (method: Method, target: Target = {}): Offer => ({ method, target });

/** The kinds of record that have pages, by the kind of the page. */
const SORTS: Partial<Record<string, Sort>> = {
  group: "group", meeting: "meeting", series: "series", initiative: "initiative", report: "report", person: "person",
};

/** What may be done at a place. */
export async function offers(spot: Spot, rights: Rights): Promise<Offer[]> {
  const sort = spot.what === "record" ? SORTS[spot.page] : undefined;
  if (!sort) return changes(spot, rights);
  const { withdrawn } = await standing(sort, spot.id);
  const keeps = await isKeeper(sort, spot.id, rights);
  const target = { id: spot.id, hint: sort };
  const ofOne = (method: Method) => (sort === "person" && keeps ? [offer(method, { id: spot.id })] : []);
  const withhold = ofOne("withhold_person");
  if (withdrawn.length > 0) return [...(keeps ? [offer("reinstate_record", target)] : []), ...withhold];
  const withdraw = keeps ? [offer("withdraw_record", target)] : [];
  return [...(await changes(spot, rights)), ...withdraw, ...ofOne("merge_person"), ...withhold];
}

/** Whether somebody may withdraw a record: leads of all its groups; of groups and people admins. */
async function isKeeper(sort: Sort, id: bigint, rights: Rights): Promise<boolean> {
  if (rights.isAdmin || sort === "group" || sort === "person") return rights.isAdmin;
  const levels = await Promise.all((await groupsOf(sort, id)).map((group) => rights.level([group])));
  return levels.length > 0 && levels.every((level) => level >= Level.Lead);
}

async function groupsOf(sort: Sort, id: bigint): Promise<bigint[]> {
  switch (sort) {
    case "meeting": return [...(ok(await api.call.get_meeting({ id }))[0]?.details.groups ?? [])];
    case "initiative": return [...(ok(await api.call.get_initiative({ id }))[0]?.details.groups ?? [])];
    case "report": return [...(ok(await api.call.get_report({ id }))[0]?.details.groups ?? [])];
    case "series": return [...(ok(await api.call.get_series(id))[0]?.record.groups ?? [])];
    case "action_item": return ok(await api.call.get_action_item(id)).map((item) => item.details.group);
    default: return [];
  }
}

async function changes(spot: Spot, rights: Rights): Promise<Offer[]> {
  switch (spot.page) {
    case "home":
    case "groups": return overview(spot, rights);
    case "group": return ofGroup(spot, rights);
    case "meeting": return ofMeeting(spot, rights);
    case "series": return ofSeries(spot, rights);
    case "initiative": return ofWork(spot, rights, "update_initiative");
    case "report": return ofWork(spot, rights, "update_report");
    case "person": return ofPerson(spot, rights);
    default: return ofList(spot, rights);
  }
}

function ofList({ what }: Spot, rights: Rights): Offer[] {
  const methods: Partial<Record<string, Method>> = {
    meetings: "create_meeting", people: "create_person", reports: "create_report", initiatives: "create_initiative",
  };
  const method = methods[what];
  return method && rights.isOfficer ? [offer(method)] : [];
}

async function overview(spot: Spot, rights: Rights): Promise<Offer[]> {
  if (spot.what === "groups") {
    return [...(rights.isAdmin ? [offer("create_group")] : []), offer("propose_group")];
  }
  if (spot.what === "support" && spot.id > 0n) return ofProposal(spot.id, await api.group(spot.id), rights);
  return spot.what === "record" && spot.page === "home" && rights.isAdmin ? [offer("set_profile")] : [];
}

function isOpen(group: Group | undefined): boolean {
  return group?.proposal[0] !== undefined && group.proposal[0].decision.length === 0;
}

async function ofProposal(id: bigint, group: Group | undefined, rights: Rights): Promise<Offer[]> {
  if (!group) return [];
  if (!isOpen(group)) return rights.isAdmin ? [offer("remove_proposal", { id })] : [];
  const supporters = ok(await api.call.list_supporters({ group: id, prev: [], take: [200] })).items;
  const mine = supporters.some((one) => one.principal.toText() === rights.who.principal.toText());
  const admin = rights.isAdmin ? [offer("decide_proposal", { id }), offer("remove_proposal", { id })] : [];
  return [offer(mine ? "withdraw_support" : "support_group", { id }), ...admin];
}

async function ofGroup({ what, id }: Spot, rights: Rights): Promise<Offer[]> {
  const group = await api.group(id);
  if (!group) return [];
  const level = await rights.level([id]);
  const [step] = Object.keys(group.lifecycle.at(-1)?.state ?? {});
  const from = (least: Level, ...found: Offer[]) => (level >= least ? found : []);
  switch (what) {
    case "record": {
      const isMine = isOpen(group) && group.proposal[0]!.by.toText() === rights.who.principal.toText();
      return [
        ...(isMine ? [offer("update_group", { id })] : from(Level.Coordinator, offer("update_group", { id }))),
        ...from(Level.Coordinator, offer("confirm_group", { id })),
        ...from(Level.Lead, offer("create_group", { group: id }), offer("move_group", { id })),
      ];
    }
    case "support": return ofProposal(id, group, rights);
    case "roles": return from(Level.Lead, offer("set_roles", { id }));
    case "relations": return from(Level.Lead, offer("set_relations", { id }));
    case "meetings": return from(Level.Lead, offer("set_approval", { id }));
    case "life": return from(Level.Lead, offer("set_lifecycle", { id }));
    case "series": return from(Level.Coordinator, offer("create_series", { group: id }));
    case "dates": return from(Level.Coordinator, offer("create_meeting", { group: id }));
    case "initiatives": return from(Level.Coordinator, offer("create_initiative", { group: id }));
    case "reports": return from(Level.Coordinator, offer("create_report", { group: id }));
    case "items": return from(Level.Scribe, offer("create_action_item", { group: id }));
    case "feedback": return [offer("give_feedback", { group: id })];
    case "members": {
      const own = rights.isMemberOf(id) ? [offer("leave_group", { id })] : step === "archived" ? [] : [offer("join_group", { id })];
      return [...own, ...from(Level.Coordinator, offer("remove_member", { id }))];
    }
    default: return [];
  }
}

async function ofMeeting({ what, id }: Spot, rights: Rights): Promise<Offer[]> {
  const meeting = ok(await api.call.get_meeting({ id }))[0];
  if (!meeting) return [];
  const { groups, when, duration_minutes } = meeting.details;
  const level = await rights.level(groups);
  switch (what) {
    case "record": {
      const start = when.start.length === 1 ? Number(when.start[0] / 1_000_000n) : undefined;
      const minute = 60_000;
      const end = start === undefined ? 0 : start + (duration_minutes[0] ?? 45) * minute;
      const runs = start !== undefined && Date.now() > start - 15 * minute && Date.now() < end + 15 * minute;
      const takesPart = level > Level.None || groups.some((group) => rights.isMemberOf(group));
      return [
        ...(level >= Level.Coordinator ? [offer("update_meeting", { id })] : []),
        ...(runs && takesPart ? [offer("check_in", { id })] : []),
      ];
    }
    case "minutes": {
      const { minutes, approval, corrections } = meeting;
      const since = approval[0]?.revision ?? 0n;
      const waits = minutes.length === 1 && (approval.length === 0 || corrections.some((one) => one.revision > since));
      return [
        ...(level >= Level.Scribe ? [offer("save_draft", { id })] : []),
        ...(waits && level >= Level.Coordinator ? [offer("approve_minutes", { id })] : []),
      ];
    }
    case "items": {
      const [group] = groups;
      return level >= Level.Scribe ? [offer("create_action_item", { meeting: id, group })] : [];
    }
    case "feedback": return [offer("give_feedback", { meeting: id })];
    default: return [];
  }
}

async function ofSeries({ what, id }: Spot, rights: Rights): Promise<Offer[]> {
  const view = ok(await api.call.get_series(id))[0];
  if (!view || (await rights.level(view.record.groups)) < Level.Coordinator) return [];
  if (what === "record") return [offer("update_series", { id }), offer("end_series", { id })];
  if (what === "agenda") return [offer("set_agenda", { id })];
  if (what !== "dates") return [];
  const methods: Method[] = ["cancel_occurrence", "change_occurrence", "restore_occurrence", "change_following"];
  return methods.map((method) => offer(method, { id }));
}

async function ofWork({ what, id }: Spot, rights: Rights, method: "update_initiative" | "update_report"): Promise<Offer[]> {
  if (what !== "record") return [];
  const record = method === "update_report"
    ? ok(await api.call.get_report({ id }))[0]
    : ok(await api.call.get_initiative({ id }))[0];
  const groups = record?.details.groups ?? [];
  return (await rights.level(groups)) >= Level.Coordinator ? [offer(method, { id })] : [];
}

function ofPerson({ what, id }: Spot, rights: Rights): Offer[] {
  if (what !== "record") return [];
  if (rights.isAdmin || rights.person === id) return [offer("update_person", { id }), offer("unlink_principal", { id })];
  return rights.person === undefined ? [offer("request_link", { id })] : [];
}

/** What a list of a page may have as its entries; of changes `id` is the position in the log. */
export type Entry = "item" | "feedback" | "event";

/** What may be done with an entry in a list of a page. */
export async function ofEntry(kind: Entry, id: bigint, page: Spot, rights: Rights): Promise<Offer[]> {
  if (kind === "event") return rights.isAdmin ? [offer("withhold_blocks", { id })] : [];
  if (kind === "item") {
    const item = ok(await api.call.get_action_item(id))[0];
    if (!item || (await rights.level([item.details.group])) < Level.Scribe) return [];
    const meeting = page.page === "meeting" ? page.id : undefined;
    const edits = [offer("follow_up", { id, meeting }), offer("update_action_item", { id })];
    const keeps = await isKeeper("action_item", id, rights);
    return keeps ? [...edits, offer("withdraw_record", { id, hint: "action_item" })] : edits;
  }
  const groups = page.page === "meeting"
    ? ok(await api.call.get_meeting({ id: page.id }))[0]?.details.groups ?? []
    : [page.id];
  if ((await rights.level(groups)) >= Level.Coordinator) return [offer("remove_feedback", { id })];
  const subject = page.page === "meeting" ? { meeting: page.id } : { group: page.id };
  const given = ok(await api.call.list_feedback({ subject, prev: [], take: [200] })).items;
  const mine = given.some((one) => one.id === id && one.by.toText() === rights.who.principal.toText());
  return mine ? [offer("remove_feedback", { id })] : [];
}
