// A page of somebody else, at another origin, shows groups and their next meetings.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { build } from "vite";
import { network, page } from "../browser.mjs";

const types = { ".html": "text/html", ".js": "text/javascript" };

/** Builds the example with the packages of the site, and serves it. */
async function served() {
  const root = join(process.cwd(), "dapp");
  cpSync(process.env.WORKGROUPS_DAPP ?? "../examples/dapp", root, { recursive: true });
  const did = process.env.WORKGROUPS_DID ?? "../candid/workgroups.did";
  execFileSync("node_modules/.bin/icp-bindgen", ["--did-file", did, "--out-dir", join(root, "bindings"), "--force"], { stdio: "ignore" });
  const out = join(root, "dist");
  await build({ root, configFile: false, logLevel: "error", build: { outDir: out, emptyOutDir: true } });
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://x").pathname;
    const name = path === "/" ? "/index.html" : path;
    response.setHeader("content-type", types[name.slice(name.lastIndexOf("."))] ?? "text/plain");
    try {
      response.end(readFileSync(join(out, name)));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return server;
}

async function the_example_lists_groups_and_their_next_meetings() {
  const server = await served();
  const on = await page(undefined);
  await on.goto(`http://127.0.0.1:${server.address().port}/?registry=${encodeURIComponent(network.site)}`);
  await on.locator("#state").waitFor({ state: "detached" });
  const rows = await on.locator("#groups li").allTextContents();
  assert.ok(rows.some((row) => /\d/.test(row.split(": ")[1] ?? "")), rows.join("\n"));
  await on.context().close();
  server.close();
}

export const journeys = [the_example_lists_groups_and_their_next_meetings];
