// Projects and environments: made, read, changed, copied and removed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { administering, ld, newKey, refused, writing } from "./client.mjs";

const projects = new ld.ProjectsApi(administering);
const environments = new ld.EnvironmentsApi(administering);
const segments = new ld.SegmentsApi(administering);

/** A project with one environment, `one`, that goes when the test is over. */
async function project(t) {
  const key = newKey();
  const one = { key: "one", name: "One", color: "417505" };
  await projects.postProject({ key, name: `Project ${key}`, tags: ["typescript"], environments: [one] });
  t.after(() => projects.deleteProject(key));
  return key;
}

test("a project is made, read and removed", async () => {
  const key = newKey();
  const made = (await projects.postProject({ key, name: "Made by TypeScript" })).data;
  assert.deepEqual(made.environments.map((environment) => environment.key), ["test", "production"]);
  const read = (await projects.getProject(key, "environments")).data;
  assert.equal(read._id, made._id);
  assert.equal(read.environments.totalCount, 2);
  const found = (await projects.getProjects(undefined, undefined, `keys:${key}`)).data;
  assert.deepEqual(found.items.map((item) => item.key), [key]);
  await projects.deleteProject(key);
  await refused(projects.getProject(key), 404, "not_found");
});

test("refused projects", async (t) => {
  const key = await project(t);
  await refused(projects.postProject({ key, name: "Again" }), 409, "key_exists");
  await refused(projects.postProject({ key: "not a key", name: "N" }), 400, "invalid_request");
  await refused(projects.getProjects(0), 400, "invalid_request");
  await refused(projects.deleteProject("no-such-project"), 404, "not_found");
  await refused(new ld.ProjectsApi(writing).deleteProject("no-such-project"), 403, "forbidden");
});

test("an environment is made, changed and removed", async (t) => {
  const key = await project(t);
  const body = { key: "two", name: "Two", color: "ff00aa", tags: ["eu"], requireComments: true, critical: true };
  const made = (await environments.postEnvironment(key, body)).data;
  assert.deepEqual([made.key, made.requireComments, made.critical, made.tags], ["two", true, true, ["eu"]]);
  const patch = [
    { op: "replace", path: "/requireComments", value: false },
    { op: "replace", path: "/resourceApprovalSettings/segment/required", value: true },
  ];
  const changed = (await environments.patchEnvironment(key, "two", patch)).data;
  assert.equal(changed.requireComments, false);
  assert.equal(changed.resourceApprovalSettings.segment.required, true);
  assert.equal((await environments.getEnvironment(key, "two")).data._id, made._id);
  await environments.deleteEnvironment(key, "two");
  await refused(environments.getEnvironment(key, "two"), 404, "not_found");
});

test("a copy has the segments", async (t) => {
  const key = await project(t);
  await segments.postSegment(key, "one", { key: "s", name: "S" });
  const copy = { key: "copy", name: "Copy", color: "000000", source: { key: "one" } };
  await environments.postEnvironment(key, copy);
  const { items } = (await segments.getSegments(key, "copy")).data;
  assert.deepEqual(items.map((segment) => segment.key), ["s"]);
});

test("refused environments", async (t) => {
  const key = await project(t);
  const make = (fields) => environments.postEnvironment(key, { key: "two", name: "Two", color: "000000", ...fields });
  await refused(make({ key: "one" }), 409, "key_exists");
  await refused(make({ color: "red" }), 400, "invalid_request");
  await refused(make({ source: { key: "none" } }), 400, "invalid_request");
  const change = (...patch) => environments.patchEnvironment(key, "one", patch);
  await refused(change({ op: "replace", path: "/key", value: "other" }), 400, "invalid_request");
  await refused(change({ op: "test", path: "/name", value: "Not this" }), 409, "optimistic_locking_error");
  await refused(environments.deleteEnvironment(key, "none"), 404, "not_found");
});
