// Somebody who leads a group edits on the page that everybody reads.
import assert from "node:assert/strict";
import { begin, page, picture, send, visit } from "../browser.mjs";
import { lead } from "../people.mjs";

export async function edits_the_group_and_sees_it_at_once({ path }) {
  const on = await page(lead);
  await visit(on, path);
  await picture(on, "group-lead");
  const panel = await begin(on, "update_group");
  await picture(on, "group-form");
  await panel.getByLabel("Scope").fill("Roots, shoots and leaves.");
  await panel.getByLabel("Topics").fill("roots, leaves");
  await send(on, panel);
  await on.getByText("Roots, shoots and leaves.").waitFor();
  await on.context().close();
}

export async function is_told_every_fault_at_its_field_and_loses_nothing({ path }) {
  const on = await page(lead);
  await visit(on, path);
  const panel = await begin(on, "update_group");
  await panel.getByLabel("Name", { exact: true }).fill("");
  await panel.getByLabel("Name in addresses").fill("Not A Slug");
  await panel.locator("button[type=submit]").click();
  await panel.locator("[aria-invalid=true]").nth(1).waitFor();
  assert.equal(await panel.locator("[aria-invalid=true]").count(), 2);
  assert.equal(await panel.getByLabel("Name in addresses").inputValue(), "Not A Slug");
  await picture(on, "faults");
  await panel.getByText("Discard what was typed").click();
  await on.context().close();
}
