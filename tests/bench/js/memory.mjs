// How much memory reading a list takes: one way a process, told by the process's peak.
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { parseByPeer } from "./cases.mjs";

const [, , way, file] = process.argv;
const { TargetList } = await import("segdeck");
if (way === "stream") {
  (await TargetList.read(createReadStream(file))).size;
} else {
  const bytes = await readFile(file);
  if (way === "papa") parseByPeer((await import("papaparse")).default, bytes);
  if (way === "list") TargetList.parse(bytes).size;
}
console.log(process.resourceUsage().maxRSS / 1024);
