import { invalid, SegdeckError } from "./error.js";
import { describe, looking, member, optionsOf, toText, viewOf } from "./guard.js";
import { call, callRaw, keep, Kept } from "./instance.js";

const DEFAULT_BASE_URL = "https://app.launchdarkly.com";
const FILE_LIMIT = 40 * 1024 * 1024;
const NO_BYTES = new Uint8Array();

/** The operations of the Segments API. */
export class SegmentsClient {
  #base;
  #fetch;
  #settings;

  constructor(options) {
    const given = optionsOf(options);
    this.#base = baseOf(member(given, "baseUrl") ?? DEFAULT_BASE_URL);
    this.#fetch = fetchOf(member(given, "fetch"));
    this.#settings = settingsOf(given);
    call("checkSettings", this.#settings);
  }

  listSegments(options) {
    return this.#run("listSegments", options);
  }

  /** Every segment of an environment, page by page. */
  async *segments(options) {
    for await (const page of this.segmentPages(options)) yield* page.items;
  }

  /** The pages of an environment's segments. */
  async *segmentPages(options) {
    const { signal, rest } = split(options);
    const walk = keep("walk", "walkNew", toText(rest, "options"));
    try {
      for (;;) {
        const page = await this.#drive(signal, (now) =>
          call("walkNext", walk.number, this.#settings, now),
        );
        if (page === null) return;
        yield page;
      }
    } finally {
      walk.dispose();
    }
  }

  createSegment(options) {
    return this.#run("createSegment", options);
  }

  getSegment(options) {
    return this.#run("getSegment", options);
  }

  patchSegment(options) {
    return this.#run("patchSegment", options);
  }

  async deleteSegment(options) {
    await this.#run("deleteSegment", options);
  }

  getExpiringTargets(options) {
    return this.#run("getExpiringTargets", options);
  }

  patchExpiringTargets(options) {
    return this.#run("patchExpiringTargets", options);
  }

  getExpiringUserTargets(options) {
    return this.#run("getExpiringUserTargets", options);
  }

  patchExpiringUserTargets(options) {
    return this.#run("patchExpiringUserTargets", options);
  }

  async updateContextTargets(options) {
    await this.#run("updateContextTargets", options);
  }

  getContextMembership(options) {
    return this.#run("getContextMembership", options);
  }

  async updateUserTargets(options) {
    await this.#run("updateUserTargets", options);
  }

  getUserMembership(options) {
    return this.#run("getUserMembership", options);
  }

  createExport(options) {
    return this.#run("createExport", options);
  }

  getExport(options) {
    return this.#run("getExport", options);
  }

  async createImport(options) {
    const { file, ...rest } = copy(options);
    return this.#run("createImport", rest, await bytesOf(file));
  }

  getImport(options) {
    return this.#run("getImport", options);
  }

  evaluateSegments(options) {
    return this.#run("evaluateSegments", options);
  }

  async #run(operation, options, file = NO_BYTES) {
    const { signal, rest } = split(options);
    const text = toText(rest, "options");
    return this.#drive(signal, (now) =>
      call("callStart", this.#settings, operation, text, file, now),
    );
  }

  /** Does what wasm asks for until the call has ended. */
  async #drive(signal, begin) {
    throwIfAborted(signal);
    let step = JSON.parse(begin(Date.now()));
    if ("answer" in step) return step.answer;
    const kept = new Kept(step.call, "call");
    try {
      while (!("answer" in step)) {
        const next = step.send
          ? await this.#send(kept, step.send, signal)
          : await waited(step.wait, signal);
        const [name, ...values] = next;
        step = JSON.parse(call(name, kept.number, ...values, Date.now()));
      }
      kept.forget();
      return step.answer;
    } finally {
      kept.dispose();
    }
  }

  async #send(kept, { method, target, headers, hasBody }, signal) {
    const body = hasBody ? callRaw("callBody", kept.number) : undefined;
    const send = this.#fetch;
    let answer;
    try {
      answer = await send(`${this.#base}${target}`, {
        method,
        headers,
        body,
        signal,
        credentials: "omit",
        cache: "no-store",
      });
    } catch (error) {
      throwIfAborted(signal);
      return ["callFailed", isUnsent(error), `The server did not answer (${reason(error)}).`];
    }
    try {
      const bytes = new Uint8Array(await answer.arrayBuffer());
      const fields = JSON.stringify([...answer.headers].map(([name, value]) => [name, value]));
      return ["callAnswered", Number(answer.status), fields, bytes];
    } catch (error) {
      throwIfAborted(signal);
      return ["callFailed", false, `The answer broke off (${reason(error)}).`];
    }
  }
}

function baseOf(value) {
  if (typeof value !== "string" && !looking("options/baseUrl", () => value instanceof URL)) {
    throw invalid("options/baseUrl", "must be a string or a URL.");
  }
  let url;
  try {
    url = new URL(String(value), globalThis.location?.href);
  } catch {
    throw invalid("options/baseUrl", "must be an address such as https://app.launchdarkly.com.");
  }
  const isPlain = !url.search && !url.hash && !url.username && !url.password;
  if (!["http:", "https:"].includes(url.protocol) || !isPlain) {
    throw invalid("options/baseUrl", "must be http or https, without a user, a query or a fragment.");
  }
  return url.href.replace(/\/+$/, "");
}

function fetchOf(value) {
  if (value === undefined) return (...call) => globalThis.fetch(...call);
  if (typeof value !== "function") throw invalid("options/fetch", "must be a function.");
  return value;
}

/** The settings that wasm reads with every call, as JSON. */
function settingsOf(given) {
  const version = member(given, "apiVersion");
  const retry = member(given, "retry");
  const settings = {
    token: member(given, "token"),
    apiVersion: version ?? undefined,
    withoutApiVersion: version === null ? true : undefined,
  };
  if (retry === false) {
    settings.retryTries = 1;
  } else if (retry !== undefined) {
    const policy = optionsOf(retry, "options/retry");
    settings.retryTries = member(policy, "tries", "options/retry");
    settings.retryFirstWait = member(policy, "firstWait", "options/retry");
    settings.retryLongestWait = member(policy, "longestWait", "options/retry");
  }
  return toText(settings, "options");
}

function copy(options) {
  return looking("options", () => ({ ...optionsOf(options) }));
}

function split(options) {
  const { signal, ...rest } = copy(options);
  const isSignal = (value) =>
    typeof value.aborted === "boolean" && typeof value.addEventListener === "function";
  if (signal != null && !looking("options/signal", () => isSignal(signal))) {
    throw invalid("options/signal", "must be an AbortSignal.");
  }
  return { signal: signal ?? undefined, rest };
}

function throwIfAborted(signal) {
  if (signal?.aborted) {
    throw new SegdeckError({
      kind: "aborted",
      code: "aborted",
      message: "The call was aborted.",
      cause: signal.reason,
    });
  }
}

async function waited(milliseconds, signal) {
  throwIfAborted(signal);
  await new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      try {
        throwIfAborted(signal);
      } catch (error) {
        reject(error);
      }
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });
  return ["callWaited"];
}

// What Node says where there was no connection; a browser does not tell.
const UNSENT = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"];

function isUnsent(error) {
  return UNSENT.includes(error?.cause?.code);
}

function reason(error) {
  const cause = error?.cause;
  return cause instanceof Error ? `${describe(error)}: ${describe(cause)}` : describe(error);
}

async function bytesOf(file) {
  let bytes;
  try {
    bytes = await rawBytesOf(file);
  } catch (error) {
    if (error instanceof SegdeckError) throw error;
    throw invalid("options/file", `cannot be read (${describe(error)}).`, "unreadable", error);
  }
  if (bytes.length > FILE_LIMIT) {
    throw invalid("options/file", `has ${bytes.length} bytes; at most ${FILE_LIMIT} are allowed.`);
  }
  return bytes;
}

async function rawBytesOf(file) {
  if (typeof file === "string") return new TextEncoder().encode(file);
  const view = viewOf(file);
  if (view !== undefined) return view;
  if (typeof Blob === "function" && file instanceof Blob) {
    if (file.size > FILE_LIMIT) return { length: file.size };
    return new Uint8Array(await file.arrayBuffer());
  }
  throw invalid("options/file", "must be a string, bytes, a Blob or a File.");
}
