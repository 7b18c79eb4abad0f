// Browsers that are open while the canister is upgraded. What a page from before would load then
// may be gone: the parts of the script have other names when they are other ones.
import assert from "node:assert/strict";
import { createInterface } from "node:readline";
import { begin, page, ready, send, visit } from "../browser.mjs";
import { lead, ok } from "../people.mjs";

/** Asks who runs the journeys for the upgrade: a line on the way out, and one on the way in. */
async function upgraded() {
  const lines = createInterface({ input: process.stdin });
  console.log("upgrade");
  await new Promise((resolve) => lines.once("line", resolve));
  lines.close();
}

/** A part of the script is gone, as often as it is asked for, or the first so many times. */
async function gone(on, part, times = Infinity) {
  await on.route(`**/assets/${part}.*.js`, (route) => route.fulfill({ status: 404, body: "Not found" }), { times });
}

/** Counts how often a page is loaded from now on. */
function loads(on) {
  const count = { all: 0 };
  on.on("load", () => { count.all += 1; });
  return count;
}

/** What the site answers at a path: text, and for how long a browser may keep it. */
async function answer(on, path) {
  const { status, kept, text } = await on.evaluate(async (asked) => {
    const response = await fetch(asked);
    return { status: response.status, kept: response.headers.get("cache-control") ?? "", text: await response.text() };
  }, path);
  assert.equal(status, 200, path);
  return { kept, text };
}

async function a_form_that_was_open_over_an_upgrade_is_sent({ path, registry, slug }) {
  const on = await page(lead);
  await visit(on, path);
  const panel = await begin(on, "update_group");
  await panel.getByLabel("Scope").fill("Said over an upgrade.");
  await upgraded();
  await send(on, panel);
  const [group] = ok(await registry.get_group({ slug }));
  assert.equal(group.details.scope, "Said over an upgrade.");
  await on.getByText("Said over an upgrade.").first().waitFor();
  await begin(on, "update_group");
  await on.context().close();
}

async function the_files_of_a_page_are_kept_for_ever_and_the_page_is_not({ path }) {
  const on = await page();
  await visit(on, path);
  const { kept, text } = await answer(on, path);
  assert.doesNotMatch(kept, /immutable/);
  const files = new Set([...text.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, file]) => file));
  assert.ok(files.size >= 2, [...files].join());
  for (const file of files) assert.match((await answer(on, file)).kept, /immutable/, file);
  await on.context().close();
}

async function a_page_whose_script_has_a_part_that_is_gone_is_loaded_again_once() {
  const on = await page();
  await visit(on, "/groups");
  await gone(on, "edit", 1);
  const count = loads(on);
  await Promise.all([on.waitForEvent("load"), on.locator("#session button").hover()]);
  await ready(on);
  await on.locator("#session button").focus();
  await on.waitForTimeout(500);
  assert.equal(count.all, 1);
  await on.context().close();
}

async function a_part_that_stays_away_loads_no_page_for_ever() {
  const on = await page(lead);
  await gone(on, "edit");
  const count = loads(on);
  await on.goto("/groups");
  await on.locator("#session .error").waitFor();
  await on.waitForTimeout(500);
  assert.equal(count.all, 2);
  await on.context().close();
}

async function the_search_leads_to_its_page_when_its_part_is_gone() {
  const on = await page();
  await visit(on, "/");
  await gone(on, "find");
  const field = on.locator("form.search input[name=q]").first();
  await field.pressSequentially("gardeners");
  await field.press("Enter");
  await on.waitForURL("**/search?q=gardeners*");
  await on.locator("main").getByRole("link", { name: "Gardeners" }).first().waitFor();
  await on.context().close();
}

export const journeys = [
  a_form_that_was_open_over_an_upgrade_is_sent,
  the_files_of_a_page_are_kept_for_ever_and_the_page_is_not,
  a_page_whose_script_has_a_part_that_is_gone_is_loaded_again_once,
  a_part_that_stays_away_loads_no_page_for_ever,
  the_search_leads_to_its_page_when_its_part_is_gone,
];
