// Every example of the README is run, as it stands there.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { makeProject, node } from "./project.mjs";
import { startServer } from "./server.mjs";

const SANDBOX = "http://127.0.0.1:8765";

describe("the README", () => {
  let project;
  let server;
  let examples;

  before(async () => {
    [project, server] = await Promise.all([makeProject(), startServer()]);
    const text = await readFile(join(project.folder, "node_modules/segdeck/README.md"), "utf8");
    examples = [...text.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code);
  });
  after(async () => {
    await server?.stop();
    await project?.remove();
  });

  test("its examples run and print what they say", async () => {
    assert.ok(examples.length >= 7);
    for (const [index, code] of examples.entries()) {
      const name = `example-${index}.mjs`;
      await writeFile(join(project.folder, name), code.replaceAll(SANDBOX, server.url));
      const printed = await node(project.folder, name);
      for (const [, said] of code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)) {
        const expected = said.replaceAll('"', "'").split("…")[0].trim();
        assert.ok(
          printed.replaceAll('"', "'").includes(expected),
          `example ${index} should print ${expected}, not\n${printed}`,
        );
      }
    }
  });
});
