// How long the review's computations take, in milliseconds: a table for a person.

const RUNS = 15;

const STEPS = [
  ["diff", (bench) => bench.diff()],
  ["merge", (bench) => bench.merge()],
  ["summarize", (bench) => bench.summarize()],
  ["semantic", (bench) => bench.semantic_patch()],
  ["lint", (bench) => bench.lint()],
  ["validate", (bench) => bench.validate()],
];

/** The median, and what it took at least: what it takes on a machine that does nothing else. */
function times(run) {
  const taken = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  const sorted = taken.toSorted((a, b) => a - b);
  return `${sorted[Math.floor(RUNS / 2)].toFixed(1)} (${sorted[0].toFixed(1)})`;
}

/** The table: one line for each case, one column for each computation. */
export function table({ Bench, cases }) {
  const heads = STEPS.map(([name]) => name.padStart(15)).join("");
  const lines = cases().split("\n").map((name, number) => {
    const bench = Bench.of(number);
    const cells = STEPS.map(([, step]) => times(() => step(bench)).padStart(15));
    bench.free();
    return name.padEnd(36) + cells.join("");
  });
  return [" ".repeat(36) + heads, ...lines].join("\n");
}
