// What there is before the journeys begin, beside the examples: a group with a lead and a scribe.
import { network } from "./browser.mjs";
import { admin, lead, ok, scribe } from "./people.mjs";

const nobody = (handle, name) => ({ handle, name: [name], affiliation: [], links: [], remarks: [] });

/** Makes a person whose principal is linked. */
async function known(registry, person, handle, name) {
  const { id } = ok(await registry.create_person(nobody(handle, name)));
  const own = await person.calls(network);
  const request = ok(await own.request_link({ target: { existing: id }, evidence: "A post in the forum." }));
  ok(await registry.decide_link({ id: request.id, expected_revision: request.revision, accept: true, reason: "It is them." }));
  return id;
}

const role = (kind, person) => ({ kind: [{ [kind]: null }], person: [person], label: [], from: [], until: [], note: [] });

/** Sets the scene; if it is set already, finds it. */
export async function found() {
  const registry = await admin.calls(network);
  const slug = "gardeners";
  const [known_] = ok(await registry.get_group({ slug }));
  if (known_) return { registry, group: known_.id, slug, path: `/groups/${slug}` };
  const leader = await known(registry, lead, "lea", "Lea Lind");
  const writer = await known(registry, scribe, "sami", "Sami Sato");
  const { id } = ok(await registry.create_group({
    details: {
      name: "Gardeners", slug, kind: [{ working_group: null }], scope: "Whatever grows in the community's garden.",
      charter: [], topics: [], languages: ["en"], cadence: [], links: [], stated_on: [], first_meeting: [],
      last_meeting: [], remarks: [],
    },
    parent: [],
    roles: [role("lead", leader), role("scribe", writer)],
    lifecycle: [{ state: { active: null }, date: [], reason: [] }],
  }));
  return { registry, group: id, slug, path: `/groups/${slug}` };
}
