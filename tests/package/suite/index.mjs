// Everything that the package does, wherever it was loaded.
import { tests as client } from "./client.mjs";
import { tests as functions } from "./functions.mjs";
import { tests as hostile } from "./hostile.mjs";

/**
 * Runs all tests on a loaded package; what failed, by name. Without `isWhole` those of bad arguments
 * are left out: they are long, and the same however the package was loaded.
 */
export async function run(segdeck, environment, isWhole = true) {
  const results = [];
  const tests = { ...functions, ...(isWhole && hostile), ...client(environment) };
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test(segdeck);
      results.push({ name });
    } catch (error) {
      results.push({ name, error: String(error?.stack ?? error) });
    }
  }
  return results;
}
