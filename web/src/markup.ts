// The one place where text becomes a document: pages of this site, and Markdown that the canister
// has made HTML of. Nothing in such a document runs.

interface Policy {
  createHTML(text: string): string;
}

const types = (window as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } }).trustedTypes;
const policy: Policy = types?.createPolicy("workgroups", { createHTML: (text) => text }) ?? { createHTML: (text) => text };

/** A document that is not shown, and whose scripts do not run. */
export const parsed = (html: string): Document => new DOMParser().parseFromString(policy.createHTML(html), "text/html");
