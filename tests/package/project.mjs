// Projects as users have them, with the packed package installed.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
export const here = import.meta.dirname;

/** A new folder with `segdeck` installed from its tarball, and nothing from anywhere else. */
export async function makeProject(files = {}) {
  const folder = await mkdtemp(join(tmpdir(), "segdeck-project-"));
  await writeFile(join(folder, "package.json"), '{ "name": "project", "private": true }');
  await npm(folder, "install", "--offline", "--no-audit", "--no-fund", process.env.SEGDECK_PACKAGE);
  await cp(join(here, "suite"), join(folder, "suite"), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Lends a project one of our own tools. */
export async function lend(folder, ...packages) {
  for (const name of packages) {
    const place = join(folder, "node_modules", name);
    await mkdir(dirname(place), { recursive: true });
    await symlink(join(here, "node_modules", name), place);
  }
}

export async function npm(folder, ...args) {
  return (await run(process.env.SEGDECK_NPM || "npm", args, { cwd: folder, maxBuffer: 1e8 })).stdout;
}

export async function node(folder, file, env = {}) {
  const options = { cwd: folder, env: { ...process.env, ...env }, maxBuffer: 1e8 };
  return (await run(process.execPath, [file], options)).stdout;
}

/** Runs one of our own tools; what it printed is part of the error. */
export async function tool(folder, name, ...args) {
  const program = join(here, "node_modules", ".bin", name);
  try {
    return (await run(program, args, { cwd: folder, maxBuffer: 1e8 })).stdout;
  } catch (error) {
    throw new Error(`${name} ${args.join(" ")}\n${error.stdout}${error.stderr}`);
  }
}
