// Lists the groups of a registry by its JSON, and asks an agent for the next meeting of each.
import { HttpAgent } from "@icp-sdk/core/agent";
import { createActor } from "./bindings/workgroups";

interface Group {
  name: string;
  slug: string;
  state: string;
}

// Where the registry is: https://<canister>.icp0.io, or a local network.
const registry = new URL(new URLSearchParams(location.search).get("registry") ?? location.href);
const canister = registry.hostname.split(".")[0] ?? "";
const isLocal = registry.hostname.endsWith(".localhost");

/** The groups, from the pages that the canister certifies and gateways verify. */
async function groups(): Promise<Group[]> {
  const response = await fetch(new URL("/groups.json", registry));
  const { items } = (await response.json()) as { items: Group[] };
  return items.filter((group) => group.state === "active");
}

async function show(): Promise<void> {
  const agent = await HttpAgent.create({
    host: isLocal ? registry.origin : "https://icp-api.io",
    // Only a local network has a key that is not built in.
    shouldFetchRootKey: isLocal,
  });
  const workgroups = createActor(canister, { agent });
  const list = document.querySelector("#groups");
  for (const group of await groups()) {
    const reply = await workgroups.next_meeting({ __kind__: "slug", slug: group.slug });
    const meeting = reply.__kind__ === "Ok" ? reply.Ok : null;
    const when = meeting ? new Date(Number(meeting.start_at / 1_000_000n)).toLocaleString() : "no date is known";
    const row = document.createElement("li");
    row.textContent = `${group.name}: ${when}`;
    list?.append(row);
  }
}

const state = document.querySelector("#state");
show().then(
  () => state?.remove(),
  (error: unknown) => {
    if (state) state.textContent = `The registry does not answer: ${error}`;
  },
);
