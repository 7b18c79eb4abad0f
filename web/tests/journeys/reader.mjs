// Somebody new finds what they look for: with script, and without.
import assert from "node:assert/strict";
import { page, picture, visit } from "../browser.mjs";

/** In three clicks from the first page to the next meeting and its subscription. */
async function finds(on) {
  await on.goto("/");
  await on.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Groups" }).click();
  await on.locator("main").getByRole("link", { name: /Developer Tooling/ }).first().click();
  await on.locator("main").getByRole("link", { name: "Next meeting", exact: true }).click();
  await on.locator("main time").first().waitFor();
  await on.locator("summary", { hasText: "Subscribe" }).first().click();
  assert.ok(await on.locator("a[href^='webcal:']").first().isVisible());
}

async function searches(on) {
  await on.goto("/");
  await on.locator("header input[name=q]").fill("跨链");
  await on.locator("header form[role=search] button").click();
  await on.locator("main mark", { hasText: "跨链" }).first().waitFor();
}

async function reads(on) {
  await on.goto("/search?q=EP03");
  await on.locator("main .hits a").first().click();
  await on.locator(".feedback").first().waitFor();
}

/** What is found stands below the field while one types, and a key puts it away. */
async function finds_while_somebody_types() {
  const on = await page(undefined);
  await on.goto("/");
  const field = on.locator("header input[name=q]");
  await field.pressSequentially("EP03");
  const hit = on.locator("header .found a").first();
  await hit.waitFor();
  assert.ok(await on.locator("header .found mark").first().isVisible());
  await picture(on, "found");
  await field.press("Escape");
  assert.equal(await hit.isVisible(), false);
  await field.fill("zzzznothing");
  await field.pressSequentially("x");
  await on.locator("header .found .note").waitFor();
  await field.fill("EP0");
  await field.pressSequentially("3");
  await on.locator("header .found a").first().click();
  await on.locator("main h1").waitFor();
  assert.match(new URL(on.url()).pathname, /^\/(meetings|groups|reports|initiatives|people|series)\//);
  await on.context().close();
}

const all = [finds, searches, reads];

async function finds_the_next_meeting_in_three_clicks_searches_and_reads() {
  const on = await page(undefined);
  for (const step of all) await step(on);
  await on.context().close();
}

async function finds_the_same_without_script() {
  const on = await page(undefined, { javaScriptEnabled: false });
  for (const step of all) await step(on);
  assert.equal(await on.locator("#theme").isVisible(), false);
  await on.context().close();
}

async function chooses_light_or_dark_and_it_stays() {
  const on = await page(undefined, { colorScheme: "light" });
  await visit(on, "/");
  const colour = () => on.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await colour();
  await on.getByRole("button", { name: "Light or dark" }).click();
  const dark = await colour();
  assert.notEqual(dark, light);
  await visit(on, "/groups");
  assert.equal(await colour(), dark);
  await on.context().close();
}

async function changes_the_language_and_stays_on_the_page() {
  const on = await page(undefined);
  await visit(on, "/people");
  await on.getByRole("link", { name: "中文" }).click();
  await on.waitForURL("**/zh/people");
  await on.getByRole("button", { name: "登录" }).waitFor();
  await picture(on, "people-zh");
  await on.context().close();
}

export const journeys = [
  finds_the_next_meeting_in_three_clicks_searches_and_reads,
  finds_the_same_without_script,
  finds_while_somebody_types,
  chooses_light_or_dark_and_it_stays,
  changes_the_language_and_stays_on_the_page,
];
