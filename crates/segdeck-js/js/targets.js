import { invalid, SegdeckError } from "./error.js";
import { describe, looking, member, optionsOf, textOf, toText, viewOf } from "./guard.js";
import { call, callRaw, keep, Kept, makeDisposable } from "./instance.js";

// Half of what WebAssembly can address: the other half is for what is made of it.
const LIST_LIMIT = 2 * 1024 * 1024 * 1024;
const PIECE = 64 * 1024;
const TARGET_OPERATION_LIMIT = 1500;

let numberOfList;

/** Context keys, each once, that stay in wasm until they are asked for. */
export class TargetList {
  #kept;
  #size;

  constructor(kept, permit) {
    if (permit !== PERMIT) {
      throw invalid("TargetList", "is made by TargetList.parse, from or read, not by new.");
    }
    this.#kept = kept;
  }

  /** Reads a list from text or bytes that are in memory. */
  static parse(source, options) {
    const bytes = looking("source", () => bytesIn(source));
    if (bytes === undefined) throw invalid("source", "must be a string or bytes.");
    if (bytes.length > LIST_LIMIT) throw tooLarge();
    const settings = toText(listSettings(options), "options");
    return made("listParse", bytes, settings, Math.random());
  }

  /** A list of keys. */
  static from(keys, options) {
    const text = looking("keys", () => {
      const rows = [];
      for (const key of keys) {
        if (typeof key !== "string") throw invalid(`keys/${rows.length}`, "must be a string.");
        rows.push(`"${key.replaceAll('"', '""')}"`);
      }
      return rows.join("\n");
    });
    const { places } = listSettings(options);
    const settings = { format: "csv", delimiter: ",", header: false, keepWhiteSpace: true, places };
    return TargetList.parse(text, settings);
  }

  /** Reads a list piece by piece from a stream, a `File`, a `Blob` or a `Response`. */
  static async read(source, options) {
    const signal = member(optionsOf(options), "signal");
    const settings = listSettings(options);
    const pieces = looking("source", () => {
      if (Number.isSafeInteger(source?.size)) settings.expectedBytes = source.size;
      return piecesOf(source);
    });
    const reader = keep(
      "reader",
      "listBegin",
      toText(settings, "options"),
      Math.random(),
    );
    try {
      for await (const piece of pieces) {
        abortIf(signal);
        const bytes = bytesIn(piece);
        if (bytes === undefined) throw invalid("source", "must give bytes or strings.");
        for (let start = 0; start < bytes.length; start += 1024 * 1024) {
          call("listPush", reader.number, bytes.subarray(start, start + 1024 * 1024));
        }
      }
      abortIf(signal);
      const list = made("listFinish", reader.number);
      reader.forget();
      return list;
    } catch (error) {
      if (error instanceof SegdeckError) throw error;
      throw invalid("source", `cannot be read (${describe(error)}).`, "unreadable", error);
    } finally {
      reader.dispose();
    }
  }

  /** How many keys there are. */
  get size() {
    this.#size ??= JSON.parse(call("listExtent", this.#kept.number)).size;
    return this.#size;
  }

  /** How many bytes of wasm's memory the list takes. */
  get memoryBytes() {
    return JSON.parse(call("listExtent", this.#kept.number)).memoryBytes;
  }

  /** How it was read, what was left out, and which keys deserve a second look. */
  report() {
    return JSON.parse(call("listReport", this.#kept.number));
  }

  has(key) {
    return this.indexOf(key) >= 0;
  }

  indexOf(key) {
    return Number(call("listPosition", this.#kept.number, textOf(key, "key")));
  }

  /** The key at an index; from the end if it is negative. */
  at(index) {
    const place = wholeOf(index, "index");
    const start = place < 0 ? this.size + place : place;
    return start < 0 || start >= this.size ? undefined : this.#slice(start, start + 1)[0];
  }

  /** The keys of a range, as of an array. */
  slice(start = 0, end = this.size) {
    return this.#slice(placeOf(start, "start", this.size), placeOf(end, "end", this.size));
  }

  #slice(start, end) {
    if (end <= start) return [];
    return JSON.parse(call("listKeys", this.#kept.number, start, end));
  }

  toArray() {
    return this.slice();
  }

  *[Symbol.iterator]() {
    for (let start = 0; start < this.size; start += 1000) {
      yield* this.#slice(start, Math.min(start + 1000, this.size));
    }
  }

  /** Arrays of keys, each small enough for one request. */
  *batches(size = TARGET_OPERATION_LIMIT) {
    if (!Number.isInteger(size) || size < 1) {
      throw invalid("size", "must be a whole number from 1.");
    }
    const step = Math.min(size, 0xffffffff);
    for (let start = 0; start < this.size; start += step) {
      yield this.#slice(start, Math.min(start + step, this.size));
    }
  }

  union(other) {
    return this.#combine(other, "union");
  }

  intersection(other) {
    return this.#combine(other, "intersection");
  }

  difference(other) {
    return this.#combine(other, "difference");
  }

  symmetricDifference(other) {
    return this.#combine(other, "symmetricDifference");
  }

  #combine(other, how) {
    return made("listCombine", this.#kept.number, numberOfList(other), how);
  }

  /** What became of this list: keys that are only in the later one, or only in this. */
  diff(after) {
    const text = call("listDiff", this.#kept.number, numberOfList(after));
    const { added, removed, unchanged } = JSON.parse(text);
    return { added: taken(added), removed: taken(removed), unchanged };
  }

  /** The list as bytes, piece by piece. */
  toStream(options) {
    const format = member(optionsOf(options), "format") ?? "csv";
    const writer = keep("writer", "listWrite", this.#kept.number, textOf(format, "options/format"));
    return new ReadableStream({
      type: "bytes",
      pull: (controller) => {
        const piece = callRaw("listPiece", writer.number, PIECE);
        if (piece.length > 0) {
          controller.enqueue(piece);
          return;
        }
        writer.dispose();
        controller.close();
        controller.byobRequest?.respond(0);
      },
      cancel: () => writer.dispose(),
    });
  }

  dispose() {
    this.#kept.dispose();
  }

  static {
    numberOfList = (list) => {
      if (typeof list === "object" && list !== null && #kept in list) return list.#kept.number;
      throw invalid("other", "must be a TargetList.");
    };
  }
}

const PERMIT = Symbol("made by wasm");
makeDisposable(TargetList);

function taken(number) {
  return new TargetList(new Kept(number, "TargetList"), PERMIT);
}

function made(name, ...values) {
  return taken(Number(call(name, ...values)));
}

function listSettings(options) {
  const given = optionsOf(options);
  const trim = member(given, "trim");
  return {
    format: member(given, "format"),
    delimiter: member(given, "delimiter"),
    header: member(given, "header"),
    column: member(given, "column"),
    places: member(given, "places"),
    keepWhiteSpace: member(given, "keepWhiteSpace") ?? (trim === undefined ? undefined : !trim),
  };
}

/** A place as arrays take it, where what cannot become a number is told like everything else. */
function wholeOf(value, argument) {
  return Math.trunc(looking(argument, () => Number(value))) || 0;
}

function placeOf(value, argument, size) {
  const place = wholeOf(value, argument);
  return place < 0 ? Math.max(size + place, 0) : Math.min(place, size);
}

function bytesIn(source) {
  return typeof source === "string" ? new TextEncoder().encode(source) : viewOf(source);
}

/** What can be walked through piece by piece. */
function piecesOf(source) {
  const stream =
    typeof source?.stream === "function"
      ? source.stream()
      : typeof Response === "function" && source instanceof Response
        ? source.body
        : source;
  if (typeof stream?.getReader === "function") return readAll(stream.getReader());
  if (stream?.[Symbol.asyncIterator] || (stream?.[Symbol.iterator] && typeof stream !== "string")) {
    return viewOf(stream) === undefined ? stream : [stream];
  }
  throw invalid("source", "must be a ReadableStream, a File, a Blob, a Response or give pieces.");
}

// Not every browser can walk through a stream with `for await`.
async function* readAll(reader) {
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
    reader.releaseLock();
  }
}

function abortIf(signal) {
  if (!signal?.aborted) return;
  throw new SegdeckError({
    kind: "aborted",
    code: "aborted",
    message: "Reading the list was aborted.",
    cause: signal.reason,
  });
}

function tooLarge() {
  return invalid("source", `has more than ${LIST_LIMIT} bytes. Use TargetList.read.`, "too_large");
}
