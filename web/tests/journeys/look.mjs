// Every page at both widths, in both themes and languages: nothing for axe to find, nothing that is
// wider than the screen, and no more bytes than a reader on a slow line is asked for.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import { begin, NARROW, page, picture, visit, WIDE } from "../browser.mjs";
import { admin, lead } from "../people.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** For who reads: HTML, styles and script together, compressed. */
const READER = 60_000;
/** All that is ever loaded, compressed. */
const FORMS = 150_000;

const places = ["/", "/groups", "/meetings", "/people", "/reports", "/roadmap", "/calendar", "/changes", "/proposals", "/me", "/search?q=icp"];

/** A page of each kind of record, beside the lists. */
async function pages(on) {
  const found = [...places];
  for (const [list, start] of [["/groups", "/groups/"], ["/meetings", "/meetings/"], ["/people", "/people/"], ["/reports", "/reports/"], ["/roadmap", "/initiatives/"]]) {
    await on.goto(list);
    const hrefs = await on.locator(`main a[href^="${start}"]`).evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    if (hrefs[0]) found.push(hrefs[0]);
  }
  return [...found, `${found.at(-1)}/history`];
}

/** What axe and the eye would find, of all pages together. */
let findings = [];

function nothing() {
  const told = findings;
  findings = [];
  assert.deepEqual(told, []);
}

async function clean(on, what) {
  await on.evaluate(axe);
  const { violations } = await on.evaluate(() => window.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  }));
  const told = violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html).join(" | ")}`);
  findings.push(...told.map((one) => `${what}: ${one}`));
}

async function fits(on, what) {
  const [wide, room] = await on.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  if (wide > room) findings.push(`${what} is ${wide} wide in a window of ${room}`);
}

const name = (path) => path.replaceAll(/[^a-z0-9-]+/gi, "_") || "home";

async function every_page_is_clean_and_fits_in_both_widths_themes_and_languages() {
  const wide = await page(undefined, { viewport: WIDE });
  const narrow = await page(undefined, { viewport: NARROW });
  for (const path of await pages(wide)) {
    for (const [on, width, place] of [[wide, "wide", path], [narrow, "narrow", path === "/" ? "/zh" : `/zh${path}`]]) {
      await visit(on, place);
      for (const colorScheme of ["light", "dark"]) {
        await on.emulateMedia({ colorScheme });
        await clean(on, `${place}, ${width} and ${colorScheme}`);
        await picture(on, `page-${width}-${colorScheme}-${name(place)}`);
      }
      await fits(on, place);
    }
  }
  await wide.context().close();
  await narrow.context().close();
  nothing();
}

async function every_form_of_a_lead_and_of_an_admin_is_clean({ path }, { keep }) {
  for (const [who, options, places] of [
    [lead, { viewport: NARROW, colorScheme: "dark" }, [path, keep.series ?? path, keep.meeting ?? path, "/people", "/me"]],
    [admin, { viewport: WIDE, colorScheme: "light" }, [`/zh${path}`, "/me", "/zh/proposals"]],
  ]) {
    const on = await page(who, options);
    for (const place of places) {
      await visit(on, place);
      await clean(on, place);
      const methods = await on.locator("[data-method]").evaluateAll((all) => [...new Set(all.map((one) => one.dataset.method))]);
      for (const method of methods) {
        const panel = await begin(on, method);
        for (const more of await panel.locator("details:not(.consent) > summary").all()) await more.click();
        for (const add of await panel.locator("fieldset > .button").elementHandles()) {
          if (await add.isVisible()) await add.click();
        }
        await clean(on, `${place} ${method}`);
        await fits(on, `${place} ${method}`);
        await picture(on, `form-${who.name}-${method}`);
        await panel.getByRole("button", { name: /^(Close|关闭)$/ }).click();
      }
    }
    await on.context().close();
  }
  nothing();
}

async function nobody_is_asked_for_more_bytes_than_needed() {
  const on = await page(undefined);
  const compressed = async (path) => {
    const text = await on.evaluate(async (at) => (await fetch(at)).text(), path);
    return gzipSync(text).length;
  };
  const paths = await pages(on);
  await visit(on, "/");
  const loaded = await on.locator("link[rel=stylesheet], script[src]").evaluateAll((all) =>
    all.map((one) => one.getAttribute("href") ?? one.getAttribute("src")));
  const shared = (await Promise.all(loaded.map(compressed))).reduce((a, b) => a + b, 0);
  let most = 0;
  for (const path of paths) {
    const whole = shared + (await compressed(path));
    most = Math.max(most, whole);
    assert.ok(whole <= READER, `${path} takes ${whole} bytes`);
  }
  await on.context().close();
  const editor = await page(admin);
  const scripts = new Set();
  editor.on("response", (response) => {
    if (response.url().endsWith(".js")) scripts.add(new URL(response.url()).pathname);
  });
  await visit(editor, "/me");
  const forms = (await Promise.all([...scripts].map((path) => editor.evaluate(async (at) => (await fetch(at)).text(), path))))
    .reduce((sum, text) => sum + gzipSync(text).length, 0);
  assert.ok(forms > 0 && forms <= FORMS, `the forms take ${forms} bytes`);
  console.log(`        a reader loads ${most} bytes at most, who edits ${forms} more`);
  await editor.context().close();
}

/** Notes on a page by how much of it moves without anybody having done anything. */
const watch = () => {
  window.moved = [];
  const told = (node) => node?.outerHTML?.slice(0, 80) ?? node?.textContent?.slice(0, 80);
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries()) {
      if (!hadRecentInput) window.moved.push(`${value.toFixed(4)} ${sources.map((one) => told(one.node)).join(" | ")}`);
    }
  }).observe({ type: "layout-shift", buffered: true });
};

async function nothing_moves_after_the_first_paint_for_who_reads() {
  for (const viewport of [WIDE, NARROW]) {
    const on = await page(undefined, { viewport });
    await on.addInitScript(watch);
    for (const path of await pages(on)) {
      await visit(on, path);
      await on.waitForTimeout(100);
      const moved = await on.evaluate(() => window.moved);
      findings.push(...moved.map((one) => `${viewport.width} ${path}: ${one}`));
    }
    await on.context().close();
  }
  nothing();
}

export const journeys = [
  every_page_is_clean_and_fits_in_both_widths_themes_and_languages,
  every_form_of_a_lead_and_of_an_admin_is_clean,
  nobody_is_asked_for_more_bytes_than_needed,
  nothing_moves_after_the_first_paint_for_who_reads,
];
