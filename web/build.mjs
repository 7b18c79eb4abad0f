// Builds the script: bindings from the interface, a check of all types, then the files that the
// canister serves, with their list for it. The same sources give the same bytes.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = dirname(fileURLToPath(import.meta.url));
const did = process.env.WORKGROUPS_DID ?? join(root, "../candid/workgroups.did");
const out = process.argv[2] ?? join(root, "dist");
const run = (program, ...args) =>
  execFileSync(join(root, "node_modules/.bin", program), args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });

run("icp-bindgen", "--did-file", did, "--out-dir", "src/bindings", "--actor-disabled", "--force");
// Lists of numbers are lists to the forms; src/net/api.ts makes them so when they come.
const types = join(root, "src/bindings/declarations/workgroups.did.d.ts");
writeFileSync(types, readFileSync(types, "utf8").replaceAll("BigUint64Array", "Array<bigint>"));
execFileSync(join(root, "node_modules/.bin/tsc"), ["-p", "."], { cwd: root, stdio: "inherit" });

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await build({
  root,
  configFile: false,
  logLevel: "warn",
  build: {
    outDir: out,
    emptyOutDir: true,
    assetsDir: "",
    target: "es2022",
    modulePreload: false,
    minify: "esbuild",
    rollupOptions: {
      input: join(root, "src/site.ts"),
      output: { hashCharacters: "hex", entryFileNames: "site.[hash].js", chunkFileNames: "[name].[hash].js" },
    },
  },
});

const names = readdirSync(out).filter((name) => name.endsWith(".js")).sort();
const entry = names.find((name) => name.startsWith("site."));
const hashed = (path) => {
  const bytes = [...createHash("sha256").update(readFileSync(path)).digest()];
  const rows = [bytes.slice(0, 16), bytes.slice(16)].map((half) => `        ${half.join(", ")},\n`);
  return `[\n${rows.join("")}    ]`;
};
const rows = names
  .map((name) => `    ("${name}", include_bytes!("${name}"), ${hashed(join(out, name))}),\n`)
  .join("");
writeFileSync(join(out, "files.rs"), `const ENTRY: &str = "${entry}";

const FILES: &[(&str, &[u8], Hash)] = &[
${rows}];

const STYLE_HASH: Hash = ${hashed(join(root, "src/site.css"))};
`);
