// The types: what compiles, what must not, and that the models are what they say.
import assert from "node:assert/strict";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { here, lend, makeProject, node, tool } from "./project.mjs";

describe("the types", () => {
  let project;

  before(async () => {
    project = await makeProject();
    await cp(join(here, "types"), project.folder, { recursive: true });
    await lend(project.folder, "expect-type", "@types/node");
  });
  after(() => project?.remove());

  test("strict TypeScript takes what is right and refuses what is not", async () => {
    await tool(project.folder, "tsc", "--preserveSymlinks");
  });

  test("they need no browser", async () => {
    const settings = JSON.parse(await readFile(join(here, "types/tsconfig.json"), "utf8"));
    settings.compilerOptions.lib = ["ES2022"];
    settings.compilerOptions.types = ["node"];
    settings.include = ["server.mts"];
    await writeFile(join(project.folder, "tsconfig.server.json"), JSON.stringify(settings));
    await writeFile(
      join(project.folder, "server.mts"),
      'import { SegmentsClient, TargetList } from "segdeck";\nimport { init } from "segdeck/manual";\nexport { init, SegmentsClient, TargetList };\n',
    );
    await tool(project.folder, "tsc", "-p", "tsconfig.server.json");
  });

  for (const [module, moduleResolution] of [
    ["Node16", "Node16"],
    ["ESNext", "Bundler"],
  ]) {
    test(`they are found by ${module} with ${moduleResolution}`, async () => {
      const settings = JSON.parse(await readFile(join(here, "types/tsconfig.json"), "utf8"));
      Object.assign(settings.compilerOptions, { module, moduleResolution });
      settings.include = ["types.mts", "golden.mts"];
      // What requires the package is read as such where modules are told apart by their names.
      if (moduleResolution !== "Bundler") settings.include.push("commonjs.cts");
      const name = `tsconfig.${module}.json`;
      await writeFile(join(project.folder, name), JSON.stringify(settings));
      await tool(project.folder, "tsc", "--preserveSymlinks", "-p", name);
    });
  }

  test("compiled TypeScript runs", async () => {
    const { folder } = project;
    await writeFile(
      join(folder, "run.mts"),
      `import { golden } from "./all.mjs";
       import { SegmentHandle, validateSegment } from "segdeck";
       const { segment } = golden;
       const back = new SegmentHandle(JSON.stringify(segment)).toJSON();
       console.log(JSON.stringify(back) === JSON.stringify(segment), validateSegment(back).length > 0);`,
    );
    await writeFile(join(folder, "all.mts"), 'export * as golden from "./golden.mjs";\n');
    await tool(folder, "tsc", "--preserveSymlinks", "--noEmit", "false", "--outDir", "out");
    assert.equal((await node(folder, "out/run.mjs")).trim(), "true true");
  });

  test("nothing is any", async () => {
    for (const name of ["index.d.ts", "manual.d.ts"]) {
      const text = await readFile(join(project.folder, "node_modules/segdeck", name), "utf8");
      assert.doesNotMatch(text.replace(/\/\*.*?\*\/|\/\/.*$/gms, ""), /\bany\b/, name);
    }
  });
});
