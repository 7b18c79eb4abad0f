// The script of every page: small, because every reader loads it. It remembers light or dark, tells
// times by the reader's own clock, and loads the rest for who is signed in.

import { button, h } from "./dom";
import { at, isLocal, keep, kept, SAID, SESSION } from "./place";
import { words } from "./words/site";

const THEME = "workgroups-theme";

function theme(): void {
  const root = document.documentElement;
  const set = (name: string | null) => {
    if (name === "light" || name === "dark") root.dataset.theme = name;
  };
  set(kept(THEME));
  const toggle = document.querySelector<HTMLButtonElement>("#theme");
  if (!toggle) return;
  toggle.classList.remove("waits");
  toggle.addEventListener("click", () => {
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const next = (root.dataset.theme ?? system) === "dark" ? "light" : "dark";
    set(next);
    keep(THEME, next);
  });
}

/** What was done on the page before. */
function said(): void {
  const text = sessionStorage.getItem(SAID);
  if (text === null) return;
  sessionStorage.removeItem(SAID);
  document.querySelector("main")?.prepend(h("p", { class: "notice", role: "status" }, text));
}

/** Each instant by the reader's own clock: in words where a page is about it, else where one points. */
function ownTimes(): void {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "full", timeStyle: "short" });
  for (const time of document.querySelectorAll<HTMLTimeElement>("time[datetime*=T]")) {
    const own = words.own(format.format(new Date(time.dateTime)), zone);
    time.title = own;
    const whole = time.parentElement?.textContent ?? "";
    if (time.closest("dd, .lead") && !whole.includes(zone)) time.parentElement!.append(" ", h("span", { class: "own note" }, own));
  }
}

/** Set while a page is loaded again because a part of the script was gone. */
const AGAIN = "workgroups-again";

/** The rest of the script. After an upgrade it may be gone: then the page is loaded again, once. */
async function edit(): Promise<typeof import("./edit")> {
  try {
    const all = await import("./edit");
    sessionStorage.removeItem(AGAIN);
    return all;
  } catch (error) {
    if (sessionStorage.getItem(AGAIN) !== null) throw error;
    sessionStorage.setItem(AGAIN, "");
    location.reload();
    return new Promise(() => {});
  }
}

const lasts = () => Number(kept(SESSION) ?? 0) > Date.now();

async function session(): Promise<void> {
  const place = document.querySelector<HTMLElement>("#session");
  if (!place) return;
  const ended = kept(SESSION) !== null && !lasts();
  // As wide as what the page has kept room for.
  const enter = button(words.signIn, () => {
    void edit().then((all) => all.signIn()).then(() => location.reload()).catch((error: unknown) => {
      place.title = String(error);
    });
  });
  if (isLocal) enter.title = words.development;
  // A window may open only right after a click: the code for it has to be there by then.
  enter.addEventListener("pointerenter", () => void edit(), { once: true });
  enter.addEventListener("focus", () => void edit(), { once: true });
  if (!lasts()) {
    place.replaceChildren(...(ended ? [h("span", { class: "note" }, words.ended), " "] : []), enter);
    document.body.dataset.ready = "true";
    return;
  }
  const leave = button(isLocal ? words.signOutHere : words.signOut, () => {
    void edit().then((all) => all.signOut()).then(() => location.reload());
  });
  place.replaceChildren(h("a", { href: at("/me") }, words.me), " ", leave);
  const resumed = await (await edit()).resume();
  if (!resumed) {
    keep(SESSION, null);
    place.replaceChildren(enter);
  }
}

/** Hits while somebody types. The code for it is loaded with the first key. */
function finds(): void {
  for (const field of document.querySelectorAll<HTMLInputElement>("form.search input[name=q]")) {
    field.addEventListener("input", () => {
      // Without it, the form leads to the page of hits all the same.
      void import("./page/find").then((all) => all.typed(field), () => undefined);
    });
  }
}

theme();
said();
ownTimes();
finds();
void session().catch((error: unknown) => {
  const place = document.querySelector("#session");
  place?.append(h("span", { class: "error" }, ` ${words.noAnswer}`));
  console.error(error);
});
