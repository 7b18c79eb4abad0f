// An admin decides what waits, and sets what the registry is.
import assert from "node:assert/strict";
import { begin, page, picture, send, visit } from "../browser.mjs";
import { admin, newcomer, ok } from "../people.mjs";

async function accepts_a_proposal(_, { keep }) {
  const on = await page(admin);
  await visit(on, keep.proposal);
  const panel = await begin(on, "decide_proposal");
  await panel.getByLabel("Accept").check();
  await panel.getByLabel("Reason").fill("Bees are welcome.");
  await send(on, panel);
  await on.locator(".tag.active").first().waitFor();
  assert.equal(await on.locator(".notice:not([role])").count(), 0);
  await on.context().close();
}

async function links_a_principal_to_a_person({ registry }) {
  const theirs = await page(newcomer);
  await visit(theirs, "/me");
  await picture(theirs, "me-newcomer");
  const request = await begin(theirs, "request_link");
  await request.locator("select").first().selectOption({ index: 1 });
  await request.getByLabel("Handle").fill("nia");
  await request.getByLabel("Name", { exact: true }).fill("Nia Novak");
  await request.getByLabel("How an admin can tell").fill("My post in the forum says so.");
  await send(theirs, request);
  await theirs.getByText("Requests that wait for a decision: 1.").waitFor();

  const on = await page(admin);
  await visit(on, "/me");
  await picture(on, "me-admin");
  const waiting = on.locator("li.card", { hasText: newcomer.principal.toText() });
  const panel = await begin(on, "decide_link", waiting);
  await panel.getByLabel("Accept").check();
  await panel.getByLabel("Reason").fill("It is her.");
  await send(on, panel);
  const [nia] = ok(await registry.get_person({ slug: "nia" }));
  assert.equal(nia.principals[0].toText(), newcomer.principal.toText());

  await visit(theirs, "/me");
  await theirs.getByRole("link", { name: "Nia Novak" }).waitFor();
  await theirs.context().close();
  await on.context().close();
}

async function changes_a_limit_and_is_told_the_bounds({ registry }) {
  const on = await page(admin);
  await visit(on, "/me");
  const panel = await begin(on, "set_limits");
  await panel.getByLabel("Operations of one principal in an hour").fill("4000000000");
  await panel.locator("button[type=submit]").click();
  await panel.locator("[aria-invalid=true]").waitFor();
  await panel.getByLabel("Operations of one principal in an hour").fill("321");
  await send(on, panel);
  assert.equal((await registry.limits()).limits.operations_per_hour, 321);
  await on.context().close();
}

async function withholds_a_person_s_data_and_a_text_of_the_log({ registry }) {
  const links = [{ kind: [{ code: null }], url: ["https://dora.example/"], label: [] }];
  const dora = { handle: "dora", name: ["Dora Departs"], affiliation: [], links, remarks: [] };
  const { id } = ok(await registry.create_person(dora));
  const on = await page(admin);
  await visit(on, "/people/dora");
  const panel = await begin(on, "withhold_person");
  await panel.getByLabel("Reason").fill("She asked for it.");
  await picture(on, "withhold-person");
  await send(on, panel);
  await on.waitForURL(`**/people/withheld-${id}`);
  assert.ok(!(await on.content()).includes("Dora Departs"));

  await visit(on, `/people/withheld-${id}/history`);
  const entry = on.locator("li[data-event]").first();
  const position = await entry.getAttribute("data-event");
  const texts = await begin(on, "withhold_blocks", entry);
  assert.equal(await texts.locator("input[inputmode=numeric]").first().inputValue(), position);
  await texts.getByLabel("Reason").fill("Nothing is left of it.");
  await send(on, texts);
  const found = ok(await registry.history({ kind: [{ person: null }], id, prev: [], take: [] }));
  assert.equal(String(found.items.at(-1).event), position);
  assert.ok(!(await on.content()).includes("Dora Departs"));
  await on.context().close();
}

export const journeys = [
  accepts_a_proposal,
  links_a_principal_to_a_person,
  changes_a_limit_and_is_told_the_bounds,
  withholds_a_person_s_data_and_a_text_of_the_log,
];
