// Where this page runs, and in which language.

/** Whether this is a network on the reader's own machine. */
export const isLocal =
  location.hostname === "localhost" ||
  location.hostname.endsWith(".localhost") ||
  location.hostname === "127.0.0.1";

export type Language = "en" | "zh";

export const language: Language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";

/** A path of this site in the language of this page. */
export const at = (path: string): string => (language === "zh" ? `/zh${path === "/" ? "" : path}` : path);

/** Set in the browser's storage while somebody is signed in. */
export const SESSION = "workgroups-session";

/** Reads what this browser keeps; nothing where it keeps nothing. */
export function kept(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Keeps a text in this browser; none forgets it. False where the browser keeps nothing. */
export function keep(name: string, value: string | null): boolean {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
    return true;
  } catch {
    return false;
  }
}

/** What the next page says, in the storage of this tab. */
export const SAID = "workgroups-said";
