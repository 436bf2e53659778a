// The tests that have a meaning in one project only, and why. Every other test runs in both, with
// equal results.

interface OneSided {
  file: string;
  /** A part of the title; without one, the whole file. */
  title?: string;
  why: string;
}

/** What runs with the local server alone. */
export const LOCAL_SERVER_ONLY: OneSided[] = [
  {
    file: "gateway.spec.ts",
    why: "It starts gateways of its own, and would do twice the same.",
  },
  {
    file: "hosting.spec.ts",
    why: "It starts hosts of its own, with and without a server, and would do twice the same.",
  },
  {
    file: "offline.spec.ts",
    why: "It is about the page's files, on hosts of its own, and would do twice the same.",
  },
  {
    file: "security.spec.ts",
    why: "It attacks the local server over the network; a sandbox in the browser has no address.",
  },
  {
    file: "start.spec.ts",
    title: "sends a policy",
    why: "A host that only has files sends no headers of ours; the page brings its policy along.",
  },
  {
    file: "two-browsers.spec.ts",
    why: "A sandbox in a browser is in that browser alone; two tabs of it share one draft.",
  },
];

/** What runs with the sandbox in the browser alone. */
export const BROWSER_SANDBOX_ONLY: OneSided[] = [
  {
    file: "persistence.spec.ts",
    why: "It is about the browser's files, tabs and worker, in browsers and hosts of its own.",
  },
  {
    file: "sandbox-data.spec.ts",
    why: "It is about the database in the browser, on hosts of its own.",
  },
];
