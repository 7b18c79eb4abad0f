// All journeys, one after the other on one network: node tests/all.mjs API CANISTER BROWSER [WORD].
// With a word, those alone whose name has it. Ends with an error if one fails.
import { complaints, end, giveUp } from "./browser.mjs";
import { found } from "./scene.mjs";

const wanted = process.argv[5] ?? "";
const files = ["reader", "lead", "stranger", "admin", "troubles", "look", "dapp", "upgrade"];

let failed = 0;
// What one journey leaves for those that come after it.
const keep = {};
const scene = await found();
for (const file of files) {
  const { journeys } = await import(`./journeys/${file}.mjs`);
  for (const journey of journeys) {
    const name = journey.name.replaceAll("_", " ");
    if (!`${file} ${name}`.includes(wanted)) continue;
    const begun = Date.now();
    try {
      await journey(scene, { keep });
      console.log(`ok      ${file}: ${name} (${Date.now() - begun} ms)`);
    } catch (error) {
      failed += 1;
      console.log(`FAILED  ${file}: ${name}\n${error.stack}`);
      await giveUp(`${file} ${name}`);
    }
  }
}
if (complaints.length > 0) {
  failed += 1;
  console.log(`FAILED  pages complained:\n${[...new Set(complaints)].join("\n")}`);
}
await end();
process.exit(failed === 0 ? 0 : 1);
