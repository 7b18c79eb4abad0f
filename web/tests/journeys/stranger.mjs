// Somebody who holds no office is offered little, and refused when they try more.
import assert from "node:assert/strict";
import { begin, network, page, picture, send, visit } from "../browser.mjs";
import { stranger } from "../people.mjs";

async function is_offered_nothing_that_they_may_not_do({ path }) {
  const on = await page(stranger);
  await visit(on, path);
  const offered = await on.locator("[data-method]").evaluateAll((all) => all.map((one) => one.dataset.method));
  assert.deepEqual(offered.sort(), ["give_feedback", "join_group"]);
  await picture(on, "group-stranger");
  await on.context().close();
}

async function nobody_is_offered_anything_before_they_sign_in({ path }) {
  const on = await page(undefined);
  await visit(on, path);
  assert.equal(await on.locator("[data-method]").count(), 0);
  await on.getByRole("button", { name: "Sign in" }).click();
  await on.getByRole("button", { name: "Sign out" }).waitFor();
  await on.locator("[data-method=join_group]").waitFor();
  await on.getByRole("button", { name: "Sign out" }).click();
  await on.getByRole("button", { name: "Sign in" }).waitFor();
  assert.equal(await on.locator("[data-method]").count(), 0);
  await on.context().close();
}

async function is_refused_when_they_force_it({ group }) {
  const calls = await stranger.calls(network);
  const reply = await calls.set_roles({ id: group, expected_revision: 1n, roles: [] });
  assert.ok("not_authorised" in reply.Err.error[0]);
}

async function joins_and_leaves_and_says_what_they_think({ path }) {
  const on = await page(stranger);
  await visit(on, path);
  await send(on, await begin(on, "join_group"));
  await send(on, await begin(on, "leave_group"));
  const panel = await begin(on, "give_feedback");
  await panel.getByLabel("Text").fill("More <b>roses</b>, please. [x](javascript:alert(1))");
  await panel.getByRole("button", { name: "Preview" }).click();
  await panel.locator(".preview p").waitFor();
  assert.equal(await panel.locator(".preview b, .preview a").count(), 0);
  await send(on, panel);
  await on.getByText("More <b>roses</b>, please.").waitFor();
  await on.context().close();
}

async function proposes_a_group(_, { keep }) {
  const on = await page(stranger);
  await visit(on, "/proposals");
  const panel = await begin(on, "propose_group");
  await panel.getByLabel("Why the group is wanted").fill("There are bees.");
  await panel.getByLabel("Name", { exact: true }).fill("Bee keepers");
  await panel.getByLabel("Kind").selectOption({ label: "team" });
  await panel.getByLabel("Scope").fill("Bees, and where they live.");
  await send(on, panel);
  assert.match(on.url(), /\/groups\/bee-keepers$/);
  keep.proposal = "/groups/bee-keepers";
  await on.context().close();
}

export const journeys = [
  is_offered_nothing_that_they_may_not_do,
  nobody_is_offered_anything_before_they_sign_in,
  is_refused_when_they_force_it,
  joins_and_leaves_and_says_what_they_think,
  proposes_a_group,
];
