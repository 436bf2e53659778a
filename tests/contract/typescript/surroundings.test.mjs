// The operations that tell where one is: projects, environments and who the token is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PROJECT, ld, refused, writing } from "./client.mjs";

test("projects and environments", async () => {
  const projects = (await new ld.ProjectsApi(writing).getProjects()).data;
  assert.ok(projects.items.some((project) => project.key === PROJECT));
  const environments = new ld.EnvironmentsApi(writing);
  const { items } = (await environments.getEnvironmentsByProject(PROJECT)).data;
  assert.deepEqual(items.map((environment) => environment.key).sort(), ["production", "test"]);
  await refused(environments.getEnvironmentsByProject("no-such-project"), 404, "not_found");
});

test("who the token is", async () => {
  const { data } = await new ld.OtherApi(writing).getCallerIdentity();
  assert.equal(typeof data.tokenName, "string");
});
