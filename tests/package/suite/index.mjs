// Everything that the package does, wherever it was loaded.
import { tests as client } from "./client.mjs";
import { tests as functions } from "./functions.mjs";
import { tests as hostile } from "./hostile.mjs";

/** Runs all tests on a loaded package; what failed, by name. */
export async function run(segdeck, environment) {
  const results = [];
  for (const [name, test] of Object.entries({ ...functions, ...hostile, ...client(environment) })) {
    try {
      await test(segdeck);
      results.push({ name });
    } catch (error) {
      results.push({ name, error: String(error?.stack ?? error) });
    }
  }
  return results;
}
