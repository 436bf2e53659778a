// Approval requests for segments: asked for, reviewed, applied, declined and deleted.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import {
  ENVIRONMENT, SEMANTIC, administering, api, contributing, instructions, ld, newKey, reader, refused, stranger, writing,
} from "./client.mjs";

const projects = new ld.ProjectsApi(administering);
const environments = new ld.EnvironmentsApi(administering);
const requests = new ld.ApprovalsApi(contributing);
const reviewer = new ld.ApprovalsApi(writing);
const secondReviewer = new ld.ApprovalsApi(administering);
const segments = new ld.SegmentsApi(contributing);

const project = newKey();
const ADD = { kind: "addIncludedTargets", contextKind: "user", values: ["ada"] };
let segment;

const settle = async (settings, as = environments) => {
  const operations = Object.entries(settings).map(([name, value]) => (
    { op: "replace", path: `/resourceApprovalSettings/segment/${name}`, value }));
  return (await as.patchEnvironment(project, ENVIRONMENT, operations)).data;
};
const resource = (key) => `proj/${project}:env/${ENVIRONMENT}:segment/${key}`;
const ask = async (fields = {}, as = requests) => {
  const body = { resourceId: resource(segment), description: "Add ada", instructions: [ADD], ...fields };
  return (await as.postApprovalRequest(body)).data;
};
const review = async (as, request, kind, comment) =>
  (await as.postApprovalRequestReview(request._id, { kind, comment })).data;
const apply = async (as, request) => (await as.postApprovalRequestApply(request._id, { comment: "Now" })).data;
const included = async () => (await segments.getSegment(project, ENVIRONMENT, segment)).data.included;

before(() => projects.postProject({ key: project, name: `Project ${project}` }));
after(() => projects.deleteProject(project));
beforeEach(async () => {
  const settings = { required: true, minNumApprovals: 1, canReviewOwnRequest: false, canApplyDeclinedChanges: true };
  await settle(settings);
  segment = newKey();
  await api.postSegment(project, ENVIRONMENT, { key: segment, name: "S" });
});

test("the settings of an environment", async () => {
  const { resourceApprovalSettings: { segment: settings } } = await settle({ minNumApprovals: 2 });
  assert.equal(settings.required, true);
  assert.equal(settings.minNumApprovals, 2);
  const { data } = await environments.getEnvironment(project, ENVIRONMENT);
  assert.deepEqual(data.resourceApprovalSettings.segment, settings);
  await refused(settle({ minNumApprovals: 0 }), 400, "invalid_request");
  await refused(settle({ required: false }, new ld.EnvironmentsApi(writing)), 403, "forbidden");
});

test("targeting needs an approval, and a name does not", async () => {
  const byInstructions = segments.patchSegment(project, ENVIRONMENT, segment, instructions(ADD), SEMANTIC);
  assert.match((await refused(byInstructions, 403, "forbidden")).message, /approval is required/);
  const patch = (...operations) => segments.patchSegment(project, ENVIRONMENT, segment, { patch: operations });
  const byPatch = patch({ op: "add", path: "/included/-", value: "ada" });
  assert.match((await refused(byPatch, 403, "forbidden")).message, /approval is required/);
  const { data } = await patch({ op: "replace", path: "/name", value: "New" });
  assert.equal(data.name, "New");
  assert.deepEqual(data.included, []);
});

test("who may bypass needs no approval", async () => {
  const { data } = await api.patchSegment(project, ENVIRONMENT, segment, instructions(ADD), SEMANTIC);
  assert.deepEqual(data.included, ["ada"]);
});

test("a change is requested, approved and applied", async () => {
  const { memberId } = (await new ld.OtherApi(contributing).getCallerIdentity()).data;
  const asked = await ask({ comment: "Please" });
  assert.deepEqual([asked.status, asked.reviewStatus, asked._version], ["pending", "pending", 1]);
  assert.equal(asked.requestorId, memberId);
  assert.deepEqual(asked.instructions, [ADD]);
  assert.deepEqual(await included(), []);
  const approved = await review(reviewer, asked, "approve", "Fine");
  assert.deepEqual([approved.status, approved.reviewStatus], ["pending", "approved"]);
  assert.deepEqual(approved.allReviews.map(({ kind, comment }) => [kind, comment]), [["approve", "Fine"]]);
  const done = await apply(requests, asked);
  assert.equal(done.status, "completed");
  assert.equal(done.appliedByMemberId, memberId);
  assert.deepEqual(await included(), ["ada"]);
  await refused(apply(requests, asked), 400, "invalid_request");
  assert.match((await refused(review(reviewer, asked, "decline"), 409, "optimistic_locking_error")).message, /completed/);
});

test("what is not approved cannot be applied", async () => {
  const asked = await ask();
  for (const as of [requests, reviewer]) await refused(apply(as, asked), 403, "forbidden");
  assert.deepEqual(await included(), []);
});

test("who asks may comment and not approve", async () => {
  const asked = await ask();
  for (const kind of ["approve", "decline"]) await refused(review(requests, asked, kind), 403, "forbidden");
  assert.equal((await review(requests, asked, "comment", "Please")).reviewStatus, "pending");
  await settle({ canReviewOwnRequest: true });
  assert.equal((await review(requests, asked, "approve")).reviewStatus, "approved");
});

test("what was declined cannot be applied", async () => {
  await settle({ canApplyDeclinedChanges: false });
  const asked = await ask();
  await review(secondReviewer, asked, "approve");
  assert.equal((await review(reviewer, asked, "decline", "Not today")).reviewStatus, "declined");
  assert.match((await refused(apply(requests, asked), 403, "forbidden")).message, /declined/);
  assert.deepEqual(await included(), []);
});

test("as many must approve as the environment asks for", async () => {
  await settle({ minNumApprovals: 2 });
  const asked = await ask();
  assert.equal((await review(reviewer, asked, "approve")).reviewStatus, "pending");
  await refused(apply(requests, asked), 403, "forbidden");
  assert.equal((await review(secondReviewer, asked, "approve")).reviewStatus, "approved");
  assert.equal((await apply(requests, asked)).status, "completed");
});

test("a change that no longer fits fails", async () => {
  const asked = await ask();
  await review(reviewer, asked, "approve");
  const patch = [{ op: "replace", path: "/excluded", value: ["ada"] }];
  await api.patchSegment(project, ENVIRONMENT, segment, { patch });
  const { conflicts } = (await requests.getApprovalRequest(asked._id)).data;
  assert.deepEqual(conflicts.map((conflict) => conflict.instruction), [ADD]);
  await refused(apply(requests, asked), 400, "invalid_request");
  assert.equal((await requests.getApprovalRequest(asked._id)).data.status, "failed");
});

test("a request with what surrounds it", async () => {
  const asked = await ask();
  const { data } = await requests.getApprovalRequest(asked._id, "project,environments,resource");
  assert.equal(data.project.key, project);
  assert.deepEqual(data.environments.map((environment) => environment.key), [ENVIRONMENT]);
  assert.equal(data.resource.segment.key, segment);
  assert.equal((await requests.getApprovalRequest(asked._id)).data.project, undefined);
});

test("the list", async () => {
  const first = await ask();
  const second = await ask({ description: "Again" });
  await review(reviewer, first, "approve");
  const list = async (condition = "", limit, offset) => {
    const filter = `resourceId equals ${resource(segment)}${condition}`;
    const { items, totalCount } = (await requests.getApprovalRequests(filter, undefined, limit, offset)).data;
    return [items.map((item) => item._id), totalCount];
  };
  assert.deepEqual(await list(), [[second._id, first._id], 2]);
  assert.deepEqual(await list("", 1), [[second._id], 2]);
  assert.deepEqual(await list("", 1, 1), [[first._id], 2]);
  assert.deepEqual(await list(',reviewStatus anyOf ["approved"]'), [[first._id], 1]);
  await refused(list(",colour equals red"), 400, "invalid_request");
  await refused(list("", 201), 400, "invalid_request");
});

test("deleting", async () => {
  const asked = await ask();
  assert.equal((await requests.deleteApprovalRequest(asked._id)).status, 204);
  await refused(requests.getApprovalRequest(asked._id), 404, "not_found");
  await refused(requests.deleteApprovalRequest(asked._id), 404, "not_found");
  await refused(review(requests, asked, "comment", "Where?"), 404, "not_found");
  await refused(apply(requests, asked), 404, "not_found");
});

test("a malformed request is refused", async () => {
  await refused(ask({ resourceId: resource("none") }), 400, "invalid_request");
  await refused(ask({ resourceId: "s" }), 400, "invalid_request");
  await refused(ask({ description: undefined }), 400, "invalid_request");
  const wrong = await refused(ask({ instructions: [ADD, { kind: "fly" }] }), 400, "invalid_request");
  assert.match(wrong.message, /instructions\/1\/kind/);
  const asked = await ask();
  await refused(review(reviewer, asked, "shrug"), 400, "invalid_request");
  await refused(review(reviewer, asked, "comment"), 400, "invalid_request");
});

test("a reader sees and changes nothing", async () => {
  const asked = await ask();
  const reading = new ld.ApprovalsApi(reader.configuration);
  assert.equal((await reading.getApprovalRequest(asked._id)).data._version, 1);
  await refused(ask({}, reading), 403, "forbidden");
  await refused(review(reading, asked, "approve"), 403, "forbidden");
  await refused(apply(reading, asked), 403, "forbidden");
  await refused(reading.deleteApprovalRequest(asked._id), 403, "forbidden");
  await refused(new ld.ApprovalsApi(stranger.configuration).getApprovalRequests(), 401, "unauthorized");
});

test("an import is started by an approval", async () => {
  const larger = newKey();
  await api.postSegment(project, ENVIRONMENT, { key: larger, name: "Larger", unbounded: true });
  const file = new File(["a\nb\n"], "a.csv");
  const begun = await api.createBigSegmentImport(project, ENVIRONMENT, larger, file, "merge", true);
  const importId = begun.headers.location.split("/").at(-1);
  const process = { kind: "processBigSegmentImport", importId };
  const asked = await ask({ resourceId: resource(larger), instructions: [process] });
  await review(reviewer, asked, "approve");
  const status = async () => (await api.getBigSegmentImport(project, ENVIRONMENT, larger, importId)).data.status;
  assert.equal(await status(), "pending_approval");
  assert.equal((await apply(requests, asked)).status, "completed");
  for (let tries = 0; (await status()) !== "complete"; tries += 1) {
    assert.ok(tries < 600, "does not become complete");
    await setTimeout(50);
  }
  const { data } = await api.getSegment(project, ENVIRONMENT, larger);
  assert.equal(data._unboundedMetadata.includedCount, 2);
});
