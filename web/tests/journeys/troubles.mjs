// What must not cost anybody what they have typed: others who were faster, lost connections, ended
// sessions, closed tabs.
import assert from "node:assert/strict";
import { begin, page, picture, ready, send, visit } from "../browser.mjs";
import { admin, lead, ok } from "../people.mjs";

async function two_who_edit_at_once_lose_nothing({ path, registry, slug }) {
  const first = await page(lead);
  const second = await page(admin);
  await visit(first, path);
  await visit(second, path);
  const mine = await begin(first, "update_group");
  const theirs = await begin(second, "update_group");
  await theirs.getByLabel("Scope").fill("What others say.");
  await theirs.getByLabel("Topics").fill("ponds");
  await send(second, theirs);

  await mine.getByLabel("Scope").fill("What I say.");
  await mine.getByLabel("How often it meets").fill("When it rains");
  await mine.locator("button[type=submit]").click();
  await mine.getByText("Somebody else was faster").waitFor();
  assert.equal(await mine.getByLabel("Topics").inputValue(), "ponds");
  assert.equal(await mine.getByLabel("Scope").inputValue(), "What I say.");
  await picture(first, "conflict");
  await mine.getByRole("button", { name: "Take theirs" }).click();
  assert.equal(await mine.getByLabel("Scope").inputValue(), "What others say.");
  await send(first, mine);
  const [group] = ok(await registry.get_group({ slug }));
  assert.equal(group.details.scope, "What others say.");
  assert.deepEqual(group.details.topics, ["ponds"]);
  assert.deepEqual(group.details.cadence, ["When it rains"]);
  await first.context().close();
  await second.context().close();
}

async function a_lost_connection_keeps_what_was_typed({ path }) {
  const on = await page(lead);
  await visit(on, path);
  const panel = await begin(on, "update_group");
  await panel.getByLabel("Scope").fill("Said in a tunnel.");
  await on.context().setOffline(true);
  await panel.locator("button[type=submit]").click();
  await panel.getByText("could not be reached").waitFor();
  assert.equal(await panel.getByLabel("Scope").inputValue(), "Said in a tunnel.");
  await picture(on, "offline");
  await on.context().setOffline(false);
  await send(on, panel);
  await on.getByText("Said in a tunnel.").waitFor();
  await on.context().close();
}

async function a_reload_brings_back_what_was_typed({ path }) {
  const on = await page(lead);
  await visit(on, path);
  const panel = await begin(on, "update_group");
  await panel.getByLabel("Scope").fill("Half a sent");
  await panel.getByRole("button", { name: "Add: Links" }).click();
  await panel.getByLabel("Address").last().fill("https://example.org/garden");
  await on.reload();
  await ready(on);
  const again = await begin(on, "update_group");
  await again.getByText("What you had typed is here again.").waitFor();
  assert.equal(await again.getByLabel("Scope").inputValue(), "Half a sent");
  assert.equal(await again.getByLabel("Address").last().inputValue(), "https://example.org/garden");
  await again.getByText("Discard what was typed").click();
  const anew = await begin(on, "update_group");
  assert.equal(await anew.getByLabel("Scope").inputValue(), "Said in a tunnel.");
  await on.context().close();
}

async function a_session_that_ended_keeps_what_was_typed({ path }) {
  const on = await page(lead);
  await visit(on, path);
  const panel = await begin(on, "update_group");
  await panel.getByLabel("Scope").fill("Said after eight hours.");
  await on.evaluate(() => localStorage.setItem("workgroups-session", "1"));
  await panel.locator("button[type=submit]").click();
  await panel.getByText("Your session has ended.").waitFor();
  await panel.getByRole("button", { name: "Sign in" }).click();
  await send(on, panel);
  await on.getByText("Said after eight hours.").waitFor();
  await on.context().close();
}

export const journeys = [
  two_who_edit_at_once_lose_nothing,
  a_lost_connection_keeps_what_was_typed,
  a_reload_brings_back_what_was_typed,
  a_session_that_ended_keeps_what_was_typed,
];
