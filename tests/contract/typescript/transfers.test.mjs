// Operations 14 to 17: imports and exports of larger segments, with real files.

import assert from "node:assert/strict";
import { openAsBlob } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { ENVIRONMENT, PROJECT, SEMANTIC, api, instructions, newKey, reader, refused, segment, stranger } from "./client.mjs";

const larger = async () => (await segment({ unbounded: true })).key;
const begin = async (key, file, mode, wait, as = api) =>
  (await as.createBigSegmentImport(PROJECT, ENVIRONMENT, key, file, mode, wait)).headers.location.split("/").at(-1);
const beginExport = (key, as = api) => as.createBigSegmentExport(PROJECT, ENVIRONMENT, key);
const isIncluded = async (key, member) =>
  (await api.getSegmentMembershipForContext(PROJECT, ENVIRONMENT, key, member)).data.included;

async function awaitStatus(ask, status = "complete") {
  for (let tries = 0; tries < 600; tries += 1) {
    const { data } = await ask();
    if (data.status === status) return data;
    await setTimeout(50);
  }
  assert.fail(`does not become ${status}`);
}

const awaitImport = (key, id, status) =>
  awaitStatus(() => api.getBigSegmentImport(PROJECT, ENVIRONMENT, key, id), status);

test("a file on disk is merged and another one replaces", async () => {
  const key = await larger();
  const folder = await mkdtemp(join(tmpdir(), "segdeck-"));
  try {
    const path = join(folder, "first.csv");
    await writeFile(path, Array.from({ length: 3_000 }, (_, number) => `user-${number}\n`).join(""));
    const id = await begin(key, await openAsBlob(path), "merge", false);
    const done = await awaitImport(key, id);
    assert.equal(done.id, id);
    assert.equal(done.mode, "merge");
    // The client sends a part of no name of its own.
    assert.deepEqual(done.files, [{ filename: "blob", status: "complete" }]);
  } finally {
    await rm(folder, { recursive: true });
  }
  assert.equal(await isIncluded(key, "user-2999"), true);
  const file = new File(["\u{feff}user-1,x\r\nnew,y\r\n"], "second.csv");
  const done = await awaitImport(key, await begin(key, file, "replace"));
  assert.equal(done.files[0].filename, "second.csv");
  assert.equal(await isIncluded(key, "user-1"), true);
  assert.equal(await isIncluded(key, "new"), true);
  assert.equal(await isIncluded(key, "user-2"), false);
});

test("an import waits for an approval", async () => {
  const key = await larger();
  const id = await begin(key, new File(["a\n"], "a.csv"), "merge", true);
  await awaitImport(key, id, "pending_approval");
  assert.equal(await isIncluded(key, "a"), false);
  const process = instructions({ kind: "processBigSegmentImport", importId: id });
  const { data } = await api.patchSegment(PROJECT, ENVIRONMENT, key, process, SEMANTIC);
  assert.equal(data._importInProgress, true);
  await awaitImport(key, id);
  assert.equal(await isIncluded(key, "a"), true);
});

test("a wrong line is told and nothing imported", async () => {
  const key = await larger();
  const wrong = begin(key, new File(["a\nb\n,c\n"], "a.csv"));
  assert.match((await refused(wrong, 400, "invalid_request")).message, /Line 3/);
  await refused(begin(key, new File(["a\n"], "a.csv"), "append"), 400, "invalid_request");
  await refused(begin(key, undefined, "merge"), 400, "invalid_request");
  assert.equal(await isIncluded(key, "a"), false);
});

test("one import at a time", async () => {
  const key = await larger();
  const many = Array.from({ length: 100_000 }, (_, number) => `user-${number}\n`).join("");
  const id = await begin(key, new File([many], "many.csv"));
  const other = begin(key, new File(["a\n"], "a.csv"));
  assert.match((await refused(other, 409, "optimistic_locking_error")).message, /running/);
  await awaitImport(key, id);
});

test("the list is exported", async () => {
  const key = await larger();
  await awaitImport(key, await begin(key, new File(['b\na\n"c,d"\n'], "a.csv")));
  const started = await beginExport(key);
  assert.equal(started.status, 200);
  assert.equal(started.data, "");
  const id = started.headers.location.split("/").at(-1);
  const done = await awaitStatus(() => api.getBigSegmentExport(PROJECT, ENVIRONMENT, key, id));
  assert.deepEqual([done.segmentKey, done.sizeBytes, done.size], [key, 10, "10 B"]);
  const address = new URL(done._links.file.href, process.env.SEGDECK_URL);
  const file = await fetch(address, { headers: { Authorization: process.env.SEGDECK_READER_TOKEN } });
  assert.equal(await file.text(), 'a\nb\n"c,d"\n');
  assert.equal((await fetch(address)).status, 401);
});

test("what is not there or no larger segment is refused", async () => {
  const { key } = await segment();
  const file = () => new File(["a\n"], "a.csv");
  for (const [where, status, code] of [[key, 400, "invalid_request"], [newKey(), 404, "not_found"]]) {
    await refused(begin(where, file()), status, code);
    await refused(beginExport(where), status, code);
  }
  const there = await larger();
  await refused(api.getBigSegmentImport(PROJECT, ENVIRONMENT, there, "no-such"), 404, "not_found");
  await refused(api.getBigSegmentExport(PROJECT, ENVIRONMENT, there, "no-such"), 404, "not_found");
  await refused(begin(there, file(), "merge", false, reader), 403, "forbidden");
  await refused(beginExport(there, reader), 403, "forbidden");
  await refused(beginExport(there, stranger), 401, "unauthorized");
});
