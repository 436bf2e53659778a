// What is measured, in Node.js and in Chromium alike: ours and the peers' on the same input.
const LINES = 1_000_000;

/** The median of the times of a few runs, in milliseconds, after some that only warm up. */
function median(run, times = 15, warmUp = 5) {
  const taken = [];
  for (let round = 0; round < times + warmUp; round += 1) {
    const start = performance.now();
    run();
    taken.push(performance.now() - start);
  }
  const counted = taken.slice(warmUp).sort((a, b) => a - b);
  return counted[counted.length >> 1];
}

export function patches({ jsonPatch, SegmentHandle, validateSegment }, { compare, large, largeEdited }) {
  const [before, after] = [large(), largeEdited()];
  const handles = [new SegmentHandle(before), new SegmentHandle(after)];
  const peer = median(() => compare(before, after), 40, 20);
  const rows = [
    ["fast-json-patch", peer, compare(before, after).length],
    ["jsonPatch, plain objects", median(() => jsonPatch(before, after), 40, 20), jsonPatch(before, after).length],
    ["jsonPatch, handles", median(() => handles[0].jsonPatch(handles[1]), 40, 20), handles[0].jsonPatch(handles[1]).length],
    ["floor: both to JSON text", median(() => JSON.stringify(before).length + JSON.stringify(after).length, 40, 20), ""],
    ["floor: one into wasm and checked", median(() => validateSegment(before)), ""],
  ];
  return { title: "A patch of 15,000 targets and 500 rules after four edits", unit: "operations", rows, peer };
}

export function csv(seed = 0) {
  const lines = ["user_key,plan,country"];
  for (let line = 0; line < LINES; line += 1) {
    // Every tenth comes twice, some have white space or quotes.
    const number = (line % 10 === 9 ? line - 5 : line) + seed;
    const key = `user-${number}@example.com`;
    lines.push(line % 7 === 0 ? `" ${key}",pro,de` : line % 5 === 0 ? `${key} ,free,fr` : `${key},free,nz`);
  }
  return new TextEncoder().encode(lines.join("\n"));
}

export function parseByPeer(Papa, bytes) {
  const { data } = Papa.parse(new TextDecoder().decode(bytes), { skipEmptyLines: true });
  const keys = new Set();
  for (let row = 1; row < data.length; row += 1) {
    const key = data[row][0].trim();
    if (key !== "") keys.add(key);
  }
  return keys;
}

export function lists({ TargetList }, { Papa }) {
  const bytes = csv();
  const peer = median(() => parseByPeer(Papa, bytes).size, 3, 1);
  const ours = () => {
    const list = TargetList.parse(bytes);
    const { size } = list;
    list.dispose();
    return size;
  };
  const rows = [
    ["Papa Parse and a Set", peer, parseByPeer(Papa, bytes).size],
    ["TargetList.parse", median(ours, 5, 1), ours()],
    ["floor: the bytes into wasm", median(() => TargetList.parse(bytes.subarray(0, 1)).dispose(), 5, 1), ""],
  ];
  return { title: "1,000,000 lines of CSV, from bytes: parsed, trimmed, without duplicates", unit: "keys", rows, peer };
}

export function differences({ TargetList }) {
  const keys = (from) => Array.from({ length: LINES }, (_, index) => `user-${index + from}@example.com`);
  const [before, after] = [keys(0), keys(100_000)];
  const bySets = () => {
    const [old, now] = [new Set(before), new Set(after)];
    return after.filter((key) => !old.has(key)).length + before.filter((key) => !now.has(key)).length;
  };
  const [old, now] = [new Set(before), new Set(after)];
  const byReadySets = () => {
    let count = 0;
    for (const key of now) if (!old.has(key)) count += 1;
    for (const key of old) if (!now.has(key)) count += 1;
    return count;
  };
  const lists = [TargetList.parse(before.join("\n")), TargetList.parse(after.join("\n"))];
  const ours = () => {
    const { added, removed } = lists[0].diff(lists[1]);
    const count = added.size + removed.size;
    added.dispose();
    removed.dispose();
    return count;
  };
  const peer = median(bySets, 3, 1);
  const rows = [
    ["Sets made of two arrays", peer, bySets()],
    ["Sets that are there", median(byReadySets, 3, 1), byReadySets()],
    ["TargetList.diff", median(ours, 5, 1), ours()],
  ];
  return { title: "The difference of two lists of 1,000,000 keys", unit: "keys", rows, peer };
}

export function table({ title, unit, rows, peer }) {
  const lines = rows.map(
    ([name, time, count]) =>
      `  ${name.padEnd(36)} ${time.toFixed(2).padStart(9)} ms ${(time / peer).toFixed(2).padStart(6)} ×` +
      (count === "" ? "" : `  ${count} ${unit}`),
  );
  return [title, ...lines, ""].join("\n");
}
