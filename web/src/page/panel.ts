// A form on the page that is read: what it begins with, what is typed, and how it is sent.

import type { Written } from "../bindings/declarations/workgroups.did";
import { button, h } from "../dom";
import { type Control, pathOf } from "../engine/control";
import { same, toText } from "../engine/json";
import { shown } from "../engine/markdown";
import { merge } from "../engine/merge";
import { forms } from "../forms";
import type { Form, Target } from "../forms/form";
import { api, type Argument, type Method, Refused } from "../net/api";
import { lasts, signIn } from "../net/session";
import { words } from "../words";
import { show } from "./after";
import { conflict, placed } from "./conflict";
import { forget, remember, remembered } from "./store";

/** How the canister begins to refuse what takes two admins. */
const TWO_ADMINS = "it takes two admins";
/** After so many milliseconds without typing a draft is saved in the canister. */
const AUTOSAVE = 15_000;

interface Opening {
  method: Method;
  target: Target;
  /** Behind which element the form stands. */
  place: Element;
  /** Who gets the focus when the form is closed. */
  opener: HTMLElement;
  /** Whose form it is. */
  who: string;
}

/** Opens the form of an operation. */
export async function open(opening: Opening): Promise<void> {
  const panel = new Panel(opening);
  await panel.begin();
}

class Panel {
  private readonly form: Form<unknown>;
  private readonly key: string;
  private readonly title: HTMLElement;
  private readonly note = h("div", { role: "status", class: "note" });
  private readonly alert = h("div", { role: "alert", class: "error", tabindex: -1 });
  private readonly overlaps = h("div", {});
  private readonly fields = h("form", { novalidate: true });
  private readonly node: HTMLElement;
  private readonly discard: HTMLButtonElement;
  private control!: Control<unknown>;
  private before: unknown;
  private nonce: string = crypto.randomUUID();
  private busy = false;
  private timer = 0;

  constructor(private readonly opening: Opening) {
    const { method, target, who } = opening;
    this.form = forms[method] as Form<unknown>;
    // What is proposed is another form for each change.
    const change = method === "propose_change" ? toText(target.hint) : "";
    this.key = [method, target.id ?? "", target.group ?? "", target.meeting ?? "", change, who].join(" ");
    this.title = h("h2", { tabindex: -1 }, words.operations[method]);
    this.discard = button(words.form.discard, () => this.close(true));
    this.node = h("section", { class: "panel card", "aria-label": words.operations[method] },
      this.title, this.note, this.overlaps, this.fields, this.alert);
  }

  /** Shows the form, with what was typed into it before. */
  async begin(): Promise<void> {
    const { place } = this.opening;
    for (const open of document.querySelectorAll(".panel")) open.remove();
    this.note.textContent = words.say.loading;
    place.after(this.node);
    this.title.focus();
    try {
      this.before = await this.form.start(this.opening.target);
    } catch (error) {
      this.note.textContent = "";
      this.complain(error);
      return;
    }
    const { target } = this.opening;
    this.control = this.form.fields(target).make({ label: words.operations[this.opening.method] });
    this.control.set(this.before);
    // What a control makes of the value that it is given is what it begins with.
    this.before = this.control.get();
    this.note.textContent = "";
    this.restore();
    this.fields.append(this.control.node);
    const aside = this.form.aside?.(target, () => this.control.get(), (value) => {
      this.control.set(value);
      this.typed();
    });
    if (aside) this.fields.append(aside);
    this.fields.append(this.consent(), this.buttons());
    this.fields.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.save();
    });
    const typed = () => this.typed();
    this.fields.addEventListener("input", typed);
    this.fields.addEventListener("change", typed);
    this.fields.querySelector<HTMLElement>("input:not([type=hidden]), textarea, select")?.focus();
  }

  private restore(): void {
    const typed = remembered(this.key);
    this.discard.hidden = true;
    if (!typed) return;
    try {
      this.control.set(typed.value);
    } catch {
      // Kept by an earlier version of this site.
      forget(this.key);
      this.control.set(this.before);
      return;
    }
    this.before = typed.before;
    this.nonce = typed.nonce;
    this.discard.hidden = false;
    this.note.textContent = words.form.restored;
  }

  private typed(): void {
    const value = this.control.get();
    if (same(value, this.before)) return;
    this.discard.hidden = false;
    const isKept = remember(this.key, { value, before: this.before, nonce: this.nonce });
    if (!isKept) this.note.textContent = words.form.notKept;
    if (this.opening.method !== "save_draft") return;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.saveDraft(), AUTOSAVE);
  }

  private buttons(): HTMLElement {
    const isDraft = this.opening.method === "save_draft";
    const send = h("button", { type: "submit", class: "button button-primary" },
      isDraft ? words.form.publish : words.form.save);
    const draft = isDraft ? button(words.form.saveDraft, () => void this.saveDraft()) : null;
    return h("div", { class: "row actions" }, send, draft, button(words.form.close, () => this.close(false)), this.discard);
  }

  private consent(): HTMLElement {
    const text = h("div", { class: "prose" });
    const details = h("details", { class: "consent" }, h("summary", {}, words.form.signed), text);
    details.addEventListener("toggle", () => {
      if (details.open) void this.tell(text);
    });
    return details;
  }

  private async tell(text: HTMLElement): Promise<void> {
    text.textContent = words.say.loading;
    try {
      const value = this.control.get() as Argument<Method>;
      const message = await api.consent(this.sent(), value, await this.mark(value));
      text.replaceChildren(...(await shown(message)));
    } catch (error) {
      text.textContent = this.words(error);
    }
  }

  /** The operation that the form's first button sends. */
  private sent(): Method {
    const { method } = this.opening;
    return method === "save_draft" ? "publish_minutes" : method;
  }

  /** The mark of a request that makes a record: the same for the same content of the same form. */
  private async mark(value: unknown): Promise<Uint8Array | undefined> {
    if (!this.form.creates) return undefined;
    const content = api.encoded(this.opening.method, value);
    const bytes = Uint8Array.from([...new TextEncoder().encode(this.nonce), ...content]);
    return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).slice(0, 16);
  }

  private async save(): Promise<void> {
    await this.sending(async () => {
      if (this.opening.method === "save_draft") await this.sendDraft();
      const value = this.control.get() as Argument<Method>;
      const written = await this.send(value);
      forget(this.key);
      await show(written, words.say.saved, this.form);
    });
  }

  /** Sends the operation, and again as long as only a part of it is done. */
  private async send(value: Argument<Method>): Promise<Written> {
    const seen = (value as { expected_revision?: bigint }).expected_revision;
    for (;;) {
      const written = await api.send(this.sent(), value, await this.mark(value));
      if (!this.form.steps || written.revision !== seen) return written;
    }
  }

  private async saveDraft(): Promise<void> {
    await this.sending(async () => {
      await this.sendDraft();
      this.note.textContent = words.say.draftSaved;
    });
  }

  /** Saves the minutes as a draft, which then has the revision that comes next. */
  private async sendDraft(): Promise<void> {
    window.clearTimeout(this.timer);
    const value = this.control.get() as Argument<"save_draft">;
    const { revision } = await api.send("save_draft", value);
    const saved = { ...value, expected_revision: revision };
    const present = this.control.get() as Argument<"save_draft">;
    this.before = saved;
    this.control.set({ ...present, expected_revision: revision });
    if (same(present, value)) forget(this.key);
    else this.typed();
  }

  /** Does something with the form, once at a time, and shows what stands in its way. */
  private async sending(action: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.control.clear();
    this.alert.replaceChildren();
    this.overlaps.replaceChildren();
    this.node.setAttribute("aria-busy", "true");
    this.note.textContent = words.say.sending;
    remember(this.key, { value: this.control.get(), before: this.before, nonce: this.nonce });
    try {
      if (lasts()) await action();
      else this.ended();
    } catch (error) {
      this.note.textContent = "";
      await this.refused(error);
    } finally {
      this.busy = false;
      this.node.removeAttribute("aria-busy");
    }
  }

  /** The session has ended: whoever signs in again goes on where they are. */
  private ended(): void {
    this.note.textContent = "";
    const again = button(words.say.signIn, () => {
      void signIn().then((identity) => api.as(identity)).then(() => {
        this.alert.replaceChildren(h("p", {}, words.say.signedIn));
      }, (error: unknown) => this.complain(error));
    });
    this.alert.replaceChildren(h("p", {}, words.say.sessionEnded), again);
    this.alert.focus();
  }

  private async refused(error: unknown): Promise<void> {
    const kind = error instanceof Refused ? error.refusal.error[0] : undefined;
    if (kind && "invalid" in kind) return this.faults(kind.invalid.faults);
    if (kind && "conflict" in kind) return this.merge();
    if (kind && "not_now" in kind && kind.not_now.reason.startsWith(TWO_ADMINS)) return this.proposing();
    this.complain(error);
  }

  /** Lets an admin propose what takes two of them. */
  private proposing(): void {
    const { method, place, who } = this.opening;
    const propose: HTMLButtonElement = button(words.operations.propose_change, () => {
      const change = { [method]: this.control.get() };
      void open({ method: "propose_change", target: { hint: change }, place, opener: propose, who });
    });
    this.alert.replaceChildren(h("p", {}, words.say.takesTwo), propose);
    this.alert.focus();
  }

  private faults(faults: { field: string; reason: string }[]): void {
    const left = faults.filter(({ field, reason }) => {
      const path = pathOf(field);
      // In a batch the path begins with the operation.
      const inner = path[0] === "operations" ? path.slice(3) : path;
      return !this.control.fault(inner, words.reason(reason));
    });
    const list = left.map(({ field, reason }) => h("li", {}, `${field} ${words.reason(reason)}`));
    this.alert.replaceChildren(h("p", {}, words.say.faults(faults.length)), h("ul", {}, ...list));
    const first = this.fields.querySelector<HTMLElement>("[aria-invalid=true]");
    for (let up = first?.closest("details"); up; up = up.parentElement?.closest("details")) up.open = true;
    (first ?? this.alert).focus();
  }

  /** Joins what was typed with what somebody else has saved meanwhile. */
  private async merge(): Promise<void> {
    const mine = this.control.get();
    let theirs: unknown;
    try {
      theirs = await this.form.start(this.opening.target);
    } catch (error) {
      this.complain(error);
      return;
    }
    const joined = merge(this.before, mine, theirs);
    // The revision is theirs in any case; it is never a matter of choice.
    const overlaps = joined.overlaps.filter(({ path }) => path[0] !== "expected_revision");
    const revision = (theirs as { expected_revision: bigint }).expected_revision;
    this.control.set({ ...(joined.value as object), expected_revision: revision });
    this.before = theirs;
    this.typed();
    const take = (path: (string | number)[], value: unknown) => {
      this.control.set(placed(this.control.get(), path, value));
      this.typed();
    };
    this.overlaps.replaceChildren(conflict(overlaps, take));
    this.overlaps.querySelector<HTMLElement>("h3")?.focus();
  }

  private words(error: unknown): string {
    if (error instanceof Refused) return words.refused(error.refusal);
    if (error instanceof TypeError || !navigator.onLine) return words.say.offline;
    const text = error instanceof Error ? error.message : String(error);
    return `${words.say.offline} (${text.split("\n")[0]})`;
  }

  private complain(error: unknown): void {
    this.alert.replaceChildren(h("p", {}, this.words(error)));
    this.alert.focus();
  }

  private close(discard: boolean): void {
    window.clearTimeout(this.timer);
    if (discard) forget(this.key);
    this.node.remove();
    this.opening.opener.focus();
  }
}
