// The page of who is signed in.

import type { LookAlike, Whoami } from "../bindings/declarations/workgroups.did";
import { button, h } from "../dom";
import { api, type Method, ok } from "../net/api";
import type { Rights } from "../net/rights";
import { at, isLocal } from "../place";
import { words } from "../words";
import { buttons } from "./controls";
import type { Offer } from "./offers";
import { shown } from "../engine/markdown";

const section = (title: string, ...children: (Node | string)[]) => h("section", {}, h("h2", {}, title), ...children);

function offered(who: Whoami, found: Offer[]): HTMLElement {
  const place = h("div", { class: "controls" });
  buttons(place, found, who.principal.toText());
  return place;
}

/** Fills the page. */
export async function fillMe(place: HTMLElement, rights: Rights): Promise<void> {
  const { who } = rights;
  const parts = await Promise.all([
    identity(rights), groupsOf(rights), waiting(rights), ownDrafts(rights), ownItems(rights),
    ...(rights.isAdmin ? [proposedChanges(who), proposals(who), linkRequests(who), settings(who)] : []),
  ]);
  place.replaceWith(...parts);
  // What is said to who is not signed in.
  document.querySelector("main > .note")?.remove();
}

async function identity(rights: Rights): Promise<HTMLElement> {
  const { who } = rights;
  const w = words.me;
  const text = who.principal.toText();
  const copy = button(w.copy, () => void navigator.clipboard.writeText(text), { class: "button small" });
  const facts = h("dl", { class: "facts" });
  const fact = (name: string, ...value: (Node | string)[]) =>
    facts.append(h("div", {}, h("dt", {}, name), h("dd", {}, ...value)));
  fact(w.principal, h("code", {}, text), " ", copy);
  const [person] = who.person;
  if (person) fact(w.person, h("a", { href: at(`/people/${encodeURIComponent(person.handle)}`) }, person.name[0] ?? person.handle));
  if (rights.isAdmin) fact(w.rights, w.admin);
  if (who.operations_left.length === 1) fact(w.left, String(who.operations_left[0]));
  const node = section(w.who, ...(isLocal ? [h("p", { class: "notice" }, w.development)] : []), facts);
  if (person) {
    const { principals } = ok(await api.call.get_person({ id: person.id }))[0]!;
    fact(w.principals, h("ul", {}, ...principals.map((one) => h("li", {}, h("code", {}, one.toText())))));
    node.append(offered(who, [
      { method: "update_person", target: { id: person.id } }, { method: "unlink_principal", target: { id: person.id } },
    ]));
    return node;
  }
  const open = rights.isAdmin ? [] : ok(await api.call.list_link_requests({ prev: [], take: [] })).items;
  node.append(h("p", {}, w.notLinked), h("p", { class: "notice" }, w.tellAdmin(text)));
  if (open.length > 0) node.append(h("p", {}, w.requested(open.length)));
  node.append(offered(who, [{ method: "request_link", target: {} }]));
  return node;
}

async function groupsOf({ who }: Rights): Promise<HTMLElement> {
  const link = async (id: bigint, note: string) => {
    const group = await api.group(id);
    return h("li", {}, h("a", { href: at(`/groups/${group?.details.slug ?? ""}`) }, group?.details.name ?? `#${id}`), note);
  };
  const role = (office: Whoami["offices"][number]) => {
    const [kind] = office.role.length === 1 ? Object.keys(office.role[0]) : [];
    const known = words.choices as Record<string, string>;
    return ` — ${known[kind ?? ""] ?? kind}: ${(words.me.may as Record<string, string>)[kind ?? ""] ?? ""}`;
  };
  const offices = who.offices.map((office) => link(office.group, role(office)));
  const memberships = [...who.memberships].map((group) => link(group, ` — ${words.me.member}`));
  const rows = await Promise.all([...offices, ...memberships]);
  return section(words.me.groups, rows.length > 0 ? h("ul", {}, ...rows) : h("p", {}, words.me.none));
}

/** What waits for somebody: one's own matters, and those of the groups in which one holds an office. */
async function waiting(rights: Rights): Promise<HTMLElement> {
  const none = h("p", {}, words.me.none);
  if (rights.person === undefined) return section(words.me.waits, none);
  const { items } = ok(await api.call.attention({ reasons: [], group: [], mine: true, prev: [], take: [100] }));
  const rows = await Promise.all(items.map(async (item) => {
    const [reason] = item.reason.length === 1 ? Object.keys(item.reason[0]) : [];
    const [kind] = item.kind.length === 1 ? Object.keys(item.kind[0]) : [];
    const slug = item.slug[0] ?? "";
    const group = item.groups[0] === undefined ? undefined : await api.group(item.groups[0]);
    const paths: Record<string, string> = { group: `/groups/${slug}`, meeting: `/meetings/${slug}`, series: `/series/${item.id}` };
    const path = paths[kind ?? ""] ?? `/groups/${group?.details.slug ?? ""}`;
    const why = (words.me.reasons as Record<string, string>)[reason ?? ""] ?? "";
    return h("li", {}, `${why}: `, h("a", { href: at(path) }, item.title), item.part[0] ? ` — ${item.part[0]}` : "");
  }));
  return section(words.me.waits, rows.length > 0 ? h("ul", {}, ...rows) : none);
}

/** Drafts of minutes in the meetings of one's groups, the newest ones. */
async function ownDrafts({ who }: Rights): Promise<HTMLElement> {
  const groups = [...new Set(who.offices.map((office) => office.group))].slice(0, 10);
  const lists = await Promise.all(groups.map((group) => api.call.list_meetings({
    tag: [], person: [], group: [group], from: [], until: [], language: [],
    prev: [], take: [10],
  })));
  const meetings = lists.flatMap((reply) => ("Ok" in reply ? reply.Ok.items : []));
  const drafts = await Promise.all(meetings.map(async (one) => {
    const reply = await api.call.get_draft(one.id);
    return "Ok" in reply && reply.Ok.length === 1 ? one : undefined;
  }));
  const rows = drafts.flatMap((one) => (one ? [h("li", {}, h("a", { href: at(`/meetings/${one.slug}`) }, one.title))] : []));
  return section(words.me.drafts, rows.length > 0 ? h("ul", {}, ...rows) : h("p", {}, words.me.none));
}

async function ownItems(rights: Rights): Promise<HTMLElement> {
  const { person } = rights;
  const none = h("p", {}, words.me.none);
  if (person === undefined) return section(words.me.items, none);
  const reply = await api.call.list_action_items({ person: [person], state: [], meeting: [], group: [], prev: [], take: [50] });
  const items = ok(reply).items.filter((item) => "open" in item.state || "in_progress" in item.state);
  const rows = items.map((item) => h("li", {}, item.title, offered(rights.who, [{ method: "follow_up", target: { id: item.id } }])));
  return section(words.me.items, rows.length > 0 ? h("ul", { class: "plain stack" }, ...rows) : none);
}

async function proposals(who: Whoami): Promise<HTMLElement> {
  const { items } = ok(await api.call.list_proposals({ refused: false, prev: [], take: [50] }));
  const rows = await Promise.all(items.map(async (group) => h("li", { class: "card" },
    h("a", { href: at(`/groups/${group.slug}`) }, group.name),
    await lookAlikes([group.name, group.slug], (one) => "group" in one.kind[0]! && one.id === group.id),
    offered(who, [{ method: "decide_proposal", target: { id: group.id } }, { method: "remove_proposal", target: { id: group.id } }]))));
  return section(words.me.proposals, rows.length > 0 ? h("ul", { class: "plain stack" }, ...rows) : h("p", {}, words.me.none));
}

/** Changes that another admin has proposed, or that wait for another one. */
async function proposedChanges(who: Whoami): Promise<HTMLElement> {
  const { items } = ok(await api.call.list_proposed_changes({ prev: [], take: [50] }));
  if (items.length === 0) return h("section", { hidden: true });
  const rows = items.map((one) => {
    const [method, argument] = one.change.length === 1 ? Object.entries(one.change[0])[0]! : ["", undefined];
    const told = h("details", {}, h("summary", {}, words.form.signed), h("div", { class: "prose" }));
    told.addEventListener("toggle", () => {
      void api.consent(method as Method, argument as never, undefined).then(shown)
        .then((nodes) => told.lastElementChild!.replaceChildren(...nodes));
    }, { once: true });
    const target = { id: one.id, hint: one.meta.revision };
    const mine = one.meta.created_by.toText() === who.principal.toText();
    return h("li", { class: "card" }, h("p", {}, (words.operations as Record<string, string>)[method] ?? method, ": ", one.reason), told,
      offered(who, [...(mine ? [] : [{ method: "confirm_change" as const, target }]), { method: "drop_change", target }]));
  });
  return section(words.me.changes, h("ul", { class: "plain stack" }, ...rows));
}

/** Who else has a name that looks like one of these; nothing where nobody has. */
async function lookAlikes(names: string[], isItself: (one: LookAlike) => boolean): Promise<HTMLElement> {
  const others = ok(await api.call.look_alikes({ names })).filter((one) => !isItself(one));
  if (others.length === 0) return h("span", { hidden: true });
  const links = others.flatMap((one, i) => {
    const folder = one.kind.length === 1 && "person" in one.kind[0] ? "people" : "groups";
    return [...(i > 0 ? [", "] : []), h("a", { href: at(`/${folder}/${one.slug}`) }, `${one.name} (${one.slug})`)];
  });
  return h("p", { class: "notice" }, `${words.me.looksLike}: `, ...links);
}

async function linkRequests(who: Whoami): Promise<HTMLElement> {
  const { items } = ok(await api.call.list_link_requests({ prev: [], take: [100] }));
  const rows = await Promise.all(items.map(async (request) => {
    const name = "existing" in request.target
      ? `${await api.nameOf("person", request.target.existing)} #${request.target.existing}`
      : `${request.target.newcomer.handle} (${words.me.newcomer})`;
    const newcomer = "newcomer" in request.target ? request.target.newcomer : undefined;
    const alike = newcomer ? [await lookAlikes([newcomer.handle, ...newcomer.name], () => false)] : [];
    const evidence = h("div", { class: "prose" }, ...(await shown(request.evidence)));
    return h("li", { class: "card" }, h("p", {}, h("code", {}, request.principal.toText()), " → ", name), ...alike, evidence,
      offered(who, [{ method: "decide_link", target: { id: request.id, hint: request.meta.revision } }]));
  }));
  const all: Offer[] = items.length > 1
    ? [{ method: "refuse_link_requests", target: { hint: items.map((one) => one.id) } }]
    : [];
  return section(words.me.requests, rows.length > 0 ? h("ul", { class: "plain stack" }, ...rows) : h("p", {}, words.me.none), offered(who, all));
}

async function settings(who: Whoami): Promise<HTMLElement> {
  const methods: Method[] = ["set_profile", "set_limits", "set_doors", "set_origins", "set_patience", "add_admin", "remove_admin", "set_two_admins", "withhold_blocks"];
  const { admins } = await api.call.about();
  return section(words.me.registry,
    h("p", {}, words.me.admins), h("ul", {}, ...admins.map((one) => h("li", {}, h("code", {}, one.toText())))),
    offered(who, methods.map((method) => ({ method, target: {} }))));
}
