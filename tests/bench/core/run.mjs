// `cargo xtask bench core`: what the review computes, in Chromium.
import { join } from "node:path";
import { inChromium, load } from "../chromium.mjs";

const page = `<!doctype html><script type="module">
  import init, * as core from "/segdeck_core_bench.js";
  import { table } from "/measure.mjs";
  await init();
  globalThis.told = table(core);
</script>`;
const { told, version } = await inChromium(page, (path) =>
  join(path === "/measure.mjs" ? import.meta.dirname : process.env.SEGDECK_CORE, path),
);
console.log(`${version}, load ${load()}; 15,000 targets, 500 rules with 100 values each; ms, median\n`);
console.log(told);
