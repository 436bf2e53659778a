// The built dashboard, as another build would have made it.
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { dist as builtDist } from "./server.ts";

const PAGES = ["index.html", "404.html"];
const SERVICE_WORKER = "service-worker.js";
/** Where a host says what it is. */
const OF_SERVERS = "segdeck";

/** A copy of the built dashboard, without packed forms; `base` is the path of another host. */
export async function copyDist(base = "/"): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "segdeck-dist-"));
  await mkdir(join(folder, OF_SERVERS));
  for (const name of await filesOf(builtDist)) {
    if (/\.(br|gz)$/.test(name)) continue;
    let content: string | Buffer = await readFile(join(builtDist, name));
    // What `--public-url` changes; all else finds its neighbours by its own address.
    if (PAGES.includes(name)) content = content.toString().replace(/(=|=")\/(?!\/)/g, `$1${base}`);
    await writeFile(join(folder, name), content);
  }
  return folder;
}

/** The next version of a dashboard: every file of the program has another name. */
export async function copyAsNext(folder: string): Promise<string> {
  const next = await mkdtemp(join(tmpdir(), "segdeck-next-"));
  await mkdir(join(next, OF_SERVERS));
  const names = await filesOf(folder);
  const hash = (await programOf(folder)).replace(/^.*-/, "");
  const version = await versionOf(folder);
  const renamed = (text: string) =>
    text.replaceAll(hash, reversed(hash)).replaceAll(version, reversed(version));
  const list: Record<string, string> = {};
  for (const name of names) {
    let content = await readFile(join(folder, name));
    if (/\.(html|js)$/.test(name)) content = Buffer.from(renamed(content.toString()));
    await writeFile(join(next, renamed(name)), content);
    list[renamed(name)] = `sha256-${createHash("sha256").update(content).digest("base64")}`;
  }
  const worker = await readFile(join(next, SERVICE_WORKER), "utf8");
  const hashed = worker.replace(/"([^"]+)":"sha256-[^"]+"/g, (_, name) => `"${name}":"${list[name]}"`);
  await writeFile(join(next, SERVICE_WORKER), hashed);
  return next;
}

/** The files of a folder and of those below it. */
async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

const reversed = (text: string) => [...text].reverse().join("");

/** What the names of the program's files begin with: its name and its hash. */
export async function programOf(folder: string): Promise<string> {
  const parts = (await readdir(folder)).find((name) => name.endsWith("_parts.js"));
  if (!parts) throw new Error(`${folder} is no optimized build. Run \`cargo xtask build\`.`);
  return parts.replace("_parts.js", "");
}

/** The version that a dashboard's page names. */
export async function versionOf(folder: string): Promise<string> {
  const page = await readFile(join(folder, "index.html"), "utf8");
  const version = /name="segdeck-version" content="([0-9a-f]+)"/.exec(page)?.[1];
  if (!version) throw new Error(`${folder} is no optimized build. Run \`cargo xtask build\`.`);
  return version;
}

export const remove = (folder: string) => rm(folder, { recursive: true, force: true });
