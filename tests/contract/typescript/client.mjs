// The official TypeScript client, pointed at the server that SEGDECK_URL names.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import ld from "launchdarkly-api-typescript";

export const PROJECT = "default";
export const ENVIRONMENT = "test";

// The client sets plain JSON by itself; a semantic patch needs this with each call.
export const SEMANTIC = { headers: { "Content-Type": "application/json; domain-model=launchdarkly.semanticpatch" } };

const basePath = process.env.SEGDECK_URL;
assert.ok(basePath, "SEGDECK_URL names the server");

const configuration = (apiKey) => new ld.Configuration({ basePath, apiKey });
export const writing = configuration(process.env.SEGDECK_WRITER_TOKEN);
const reading = configuration(process.env.SEGDECK_READER_TOKEN);
// May change projects and environments too.
export const administering = configuration(process.env.SEGDECK_ADMIN_TOKEN);
// May not do without an approval where one is required.
export const contributing = configuration(process.env.SEGDECK_CONTRIBUTOR_TOKEN);

export const api = new ld.SegmentsApi(writing);
export const reader = new ld.SegmentsApi(reading);
export const stranger = new ld.SegmentsApi(configuration("api-no-such-token"));
export { ld };

export const newKey = () => `ts-${randomBytes(6).toString("hex")}`;

/** A segment that is there already. */
export async function segment(fields = {}) {
  const key = newKey();
  const { data } = await api.postSegment(PROJECT, ENVIRONMENT, { name: `Segment ${key}`, key, ...fields });
  return data;
}

/** Expects a refusal, and gives its body. */
export async function refused(promise, status, code) {
  const error = await promise.then(
    () => assert.fail(`expected status ${status}, but it was accepted`),
    (error) => error,
  );
  assert.equal(error.response?.status, status, JSON.stringify(error.response?.data) ?? String(error));
  assert.equal(error.response.data.code, code);
  assert.equal(typeof error.response.data.message, "string");
  return error.response.data;
}

export const instructions = (...list) => ({ environmentKey: ENVIRONMENT, instructions: list });
