// How long the review's computations take, in milliseconds: a table for a person.

/** A segment at the documented limits, so that each run takes milliseconds. */
const RUNS = 15;

const STEPS = [
  ["diff", (bench) => bench.diff()],
  ["merge", (bench) => bench.merge()],
  ["summarize", (bench) => bench.summarize()],
  ["semantic", (bench) => bench.semantic_patch()],
  ["lint", (bench) => bench.lint()],
  ["validate", (bench) => bench.validate()],
];

function median(run) {
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  // The first runs are slower: the browser compiles what is used much once more.
  return times.toSorted((a, b) => a - b)[Math.floor(RUNS / 2)];
}

/** The table: one line for each case, one column for each computation. */
export function table({ Bench, cases }) {
  const heads = STEPS.map(([name]) => name.padStart(10)).join("");
  const lines = cases().split("\n").map((name, number) => {
    const bench = Bench.of(number);
    const cells = STEPS.map(([, step]) => median(() => step(bench)).toFixed(1).padStart(10));
    bench.free();
    return name.padEnd(36) + cells.join("");
  });
  return ["", ...lines].map((line, index) => (index === 0 ? " ".repeat(36) + heads : line)).join("\n");
}
