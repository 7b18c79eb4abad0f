// A browser, and what the journeys ask of its pages.
import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";

export const network = {
  api: process.argv[2],
  canister: process.argv[3],
  site: `http://${process.argv[3]}.localhost:${new URL(process.argv[2]).port}`,
};

const browser = await chromium.launch({
  executablePath: process.argv[4] ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

export const end = () => browser.close();

/** Takes a picture of every page that is open, and closes them: after a journey that failed. */
export async function giveUp(name) {
  const pages = browser.contexts().flatMap((context) => context.pages());
  for (const [i, on] of pages.entries()) await picture(on, `failed ${name} ${i}`).catch(() => {});
  for (const context of browser.contexts()) await context.close();
}

export const WIDE = { width: 1280, height: 900 };
export const NARROW = { width: 390, height: 844 };

/** What a page has complained of: errors of scripts, and breaches of the policy for its content. */
export const complaints = [];

/** A page of a browser of somebody's own; of nobody's, if nobody is named. */
export async function page(person, options = {}) {
  const context = await browser.newContext({ viewport: WIDE, baseURL: network.site, locale: "en-GB", timezoneId: "Europe/Zurich", ...options });
  context.setDefaultTimeout(20_000);
  if (person) {
    await context.addInitScript((kept) => {
      if (localStorage.getItem("workgroups-development-key") !== null) return;
      for (const [name, value] of Object.entries(kept)) localStorage.setItem(name, value);
    }, person.session());
  }
  const made = await context.newPage();
  made.on("pageerror", (error) => complaints.push(`${made.url()}: ${error.message}`));
  made.on("console", (message) => {
    if (/Content Security Policy|Trusted/.test(message.text())) complaints.push(`${made.url()}: ${message.text()}`);
  });
  return made;
}

/** Opens a path, and waits until the script has put everything in its place. */
export async function visit(on, path) {
  await on.goto(path);
  await ready(on);
}

export const ready = (on) => on.locator("body[data-ready=true]").waitFor({ state: "attached" });

/** Presses the button of an operation, and waits for its form. */
export async function begin(on, method, within = on) {
  await within.locator(`[data-method=${method}]`).first().click();
  const panel = on.locator(".panel");
  await panel.locator("button[type=submit]").waitFor();
  return panel;
}

/** Sends a form, and waits for the page as it is then. */
export async function send(on, panel) {
  // The page may say of an earlier form that it was saved: this one has to go first.
  await on.evaluate(() => document.body.setAttribute("data-old", ""));
  await panel.locator("button[type=submit]").click();
  await on.locator("body:not([data-old])[data-ready=true] main > .notice[role=status]").waitFor();
}

/** Takes a picture, to be looked at. */
export async function picture(on, name) {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await on.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}
