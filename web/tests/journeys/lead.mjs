// Somebody who leads a group edits on the page that everybody reads.
import assert from "node:assert/strict";
import { begin, page, picture, send, visit } from "../browser.mjs";
import { lead } from "../people.mjs";

/** The text of a local time in so many weeks, at ten in the morning. */
function inWeeks(weeks) {
  const day = new Date(Date.now() + weeks * 7 * 86_400_000);
  return `${day.toISOString().slice(0, 10)}T10:00`;
}

async function edits_the_group_and_sees_it_at_once({ path }) {
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

async function is_told_every_fault_at_its_field_and_loses_nothing({ path }) {
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

async function edits_with_the_keyboard_alone({ path }) {
  const on = await page(lead);
  await visit(on, path);
  const focused = () => on.evaluate(() => document.activeElement.dataset.method ?? document.activeElement.name);
  for (let i = 0; i < 60 && (await focused()) !== "update_group"; i += 1) await on.keyboard.press("Tab");
  await on.keyboard.press("Enter");
  await on.locator(".panel button[type=submit]").waitFor();
  await on.keyboard.press("End");
  await on.keyboard.type(" of the village");
  await on.evaluate(() => document.body.setAttribute("data-old", ""));
  await on.keyboard.press("Enter");
  await on.locator("body:not([data-old]) h1", { hasText: "Gardeners of the village" }).waitFor();
  await on.context().close();
}

async function plans_a_series_with_its_dates_in_sight({ path }, { keep }) {
  const on = await page(lead);
  await visit(on, path);
  const panel = await begin(on, "create_series");
  await panel.getByLabel("Title").fill("Watering");
  await panel.getByLabel("First date").fill(inWeeks(1));
  await panel.getByLabel("Time zone", { exact: true }).fill("Europe/Zurich");
  await panel.getByLabel("Repeats").selectOption({ label: "every week" });
  await panel.locator(".preview-dates li").nth(9).waitFor();
  assert.equal(await panel.locator(".preview-dates li").count(), 10);
  await panel.getByText("Which hours suit people").click();
  await panel.getByRole("button", { name: "Suggest" }).click();
  await panel.getByText(/suits 1 of 1/).first().waitFor();
  await picture(on, "series-form");
  await send(on, panel);
  assert.match(on.url(), /\/series\/\d+$/);
  keep.series = new URL(on.url()).pathname;
  await on.context().close();
}

async function cancels_a_date_and_calendars_tell_it({ path }, { keep }) {
  const on = await page(lead);
  const calendar = () => on.evaluate(async (at) => (await fetch(at, { cache: "reload" })).text(), `${path}/calendar.ics?cancelled=1`);
  await visit(on, keep.series);
  assert.doesNotMatch(await calendar(), /STATUS:CANCELLED/);
  const panel = await begin(on, "cancel_occurrence");
  const choose = panel.getByLabel("Date", { exact: true });
  await choose.locator("option").nth(1).waitFor({ state: "attached" });
  await choose.selectOption({ index: 1 });
  await panel.getByLabel("Reason").fill("Rain.");
  await panel.getByText("What exactly will be signed").click();
  await panel.locator(".consent").getByText("Rain.").first().waitFor();
  await picture(on, "consent");
  await send(on, panel);
  await on.getByText("cancelled").first().waitFor();
  assert.match(await calendar(), /STATUS:CANCELLED/);
  const restore = await begin(on, "restore_occurrence");
  const cancelled = restore.getByLabel("Date", { exact: true }).locator("option", { hasText: "cancelled" });
  await cancelled.first().waitFor({ state: "attached" });
  await restore.getByLabel("Date", { exact: true }).selectOption(await cancelled.first().getAttribute("value"));
  await send(on, restore);
  assert.doesNotMatch(await calendar(), /STATUS:CANCELLED/);
  await on.context().close();
}

async function writes_minutes_from_a_draft_to_their_publication({ path }, { keep }) {
  const on = await page(lead);
  await visit(on, path);
  const meeting = await begin(on, "create_meeting");
  await meeting.getByLabel("Title").first().fill("Watering 1");
  assert.equal(await meeting.getByLabel("Name in addresses").inputValue(), "watering-1");
  await meeting.getByLabel("Start").fill(inWeeks(-1));
  await picture(on, "meeting-form");
  await send(on, meeting);
  assert.match(on.url(), /\/meetings\/watering-1$/);
  keep.meeting = new URL(on.url()).pathname;

  const panel = await begin(on, "save_draft");
  await panel.getByRole("button", { name: "Add: Sections" }).click();
  await panel.getByLabel("Heading").fill("Roots");
  await panel.getByLabel("Text").fill("They **grow**.");
  await panel.getByRole("button", { name: "Preview" }).click();
  await panel.locator(".preview strong", { hasText: "grow" }).waitFor();
  await panel.getByRole("button", { name: "Add: Decisions" }).click();
  await panel.getByLabel("Text").nth(1).fill("We water on Mondays.");
  await panel.getByRole("button", { name: "Save the draft" }).click();
  await panel.getByText("The draft is saved.").waitFor();
  await picture(on, "minutes-form");
  assert.equal(await on.locator(".minutes .decision").count(), 0);

  await visit(on, keep.meeting);
  const again = await begin(on, "save_draft");
  assert.equal(await again.getByLabel("Heading").inputValue(), "Roots");
  await send(on, again);
  await on.getByText("We water on Mondays.").waitFor();
  await on.context().close();
}

async function notes_an_action_item_and_follows_it_up(_, { keep }) {
  const on = await page(lead);
  await visit(on, keep.meeting);
  const item = await begin(on, "create_action_item");
  await item.getByLabel("Title").fill("Buy a hose");
  await send(on, item);
  await on.getByText("Buy a hose").waitFor();
  const row = on.locator("li[data-item]", { hasText: "Buy a hose" });
  const follow = await begin(on, "follow_up", row);
  await follow.getByLabel("State").selectOption({ label: "done" });
  await follow.getByLabel("Text").fill("It is green.");
  await send(on, follow);
  await on.getByText("It is green.").waitFor();
  await on.context().close();
}

export const journeys = [
  edits_the_group_and_sees_it_at_once,
  is_told_every_fault_at_its_field_and_loses_nothing,
  edits_with_the_keyboard_alone,
  plans_a_series_with_its_dates_in_sight,
  cancels_a_date_and_calendars_tell_it,
  writes_minutes_from_a_draft_to_their_publication,
  notes_an_action_item_and_follows_it_up,
];
