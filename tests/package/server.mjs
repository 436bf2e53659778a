// A sandbox server of a test's own, with the demo data, whose faults can be set.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

export const TOKEN = "api-sandbox-writer";

export async function startServer() {
  const scratch = await mkdtemp(join(tmpdir(), "segdeck-package-"));
  const faults = join(scratch, "faults.json");
  await writeFile(faults, "[]");
  const child = spawn(
    process.env.SEGDECK_PROGRAM,
    [
      ...["serve", "--in-memory", "--seed", "demo", "--listen", "127.0.0.1:0", "--log", "warn"],
      // Faults can be replaced only where the time is a test's own too.
      ...["--fault", faults, "--clock", "manual"],
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, "exit").then(() => {
    throw new Error("the server ended");
  });
  ended.catch(() => {});
  const url = await Promise.race([address(lines), ended]);
  return {
    url,
    async setFaults(list) {
      const answer = await fetch(`${url}/segdeck/faults`, {
        method: "PUT",
        headers: { Authorization: TOKEN, "Content-Type": "application/json" },
        body: JSON.stringify(list),
      });
      if (!answer.ok) throw new Error(`faults: ${answer.status} ${await answer.text()}`);
    },
    async stop() {
      child.kill();
      await ended.catch(() => {});
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

async function address(lines) {
  for await (const line of lines) {
    const found = line.match(/http:\/\/127\.0\.0\.1:\d+/);
    if (found) return found[0];
  }
  throw new Error("the server did not say where it listens");
}
