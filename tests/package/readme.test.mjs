// Every example of the README is run, as it stands there.
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { makeProject, node, tool } from "./project.mjs";
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
    assert.equal(text.match(/```/g).length, 2 * examples.length, "every block is an example");
  });
  after(async () => {
    await server?.stop();
    await project?.remove();
  });

  test("its examples run and print what they say", async () => {
    assert.ok(examples.length >= 7);
    const silent = examples.join("").match(/console\.log\(.*\);$/gm);
    assert.deepEqual(silent, ["console.log(segment.key, segment.rules.length);"], "what is printed is told");
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

  test("its examples are what the types allow", async () => {
    const { folder } = project;
    await mkdir(join(folder, "checked"));
    for (const [index, code] of examples.entries()) await writeFile(join(folder, `checked/${index}.mjs`), code);
    const settings = { module: "NodeNext", target: "ES2022", lib: ["ES2022", "DOM", "DOM.Iterable"], types: [] };
    // As in JavaScript, what is caught may be anything.
    const strictness = { strict: true, useUnknownInCatchVariables: false, allowJs: true, checkJs: true, noEmit: true };
    await writeFile(
      join(folder, "tsconfig.json"),
      JSON.stringify({ compilerOptions: { ...settings, ...strictness }, include: ["checked"] }),
    );
    await tool(folder, "tsc", "--preserveSymlinks");
  });
});
