import { bind } from "./bindings.js";
import { SegdeckError } from "./error.js";

// Everything that is kept in wasm belongs to one instance; after a trap another one takes its place.
const state = { module: undefined, current: undefined, generation: 0 };

/** Starts the first instance of a compiled module; later calls change nothing. */
export function start(module) {
  if (state.module !== undefined) return;
  state.module = module;
  renew();
}

export function isStarted() {
  return state.module !== undefined;
}

function renew() {
  state.current = undefined;
  state.generation += 1;
  const bindings = bind();
  const instance = new WebAssembly.Instance(state.module, bindings.imports);
  bindings.setWasm(instance.exports);
  instance.exports.__wbindgen_start?.();
  state.current = bindings.functions;
}

function functions() {
  if (state.module === undefined) {
    throw new SegdeckError({
      kind: "internal",
      code: "not_ready",
      message: "The WebAssembly module is not loaded. Await init(source) of segdeck/manual first.",
    });
  }
  if (state.current === undefined) renew();
  return state.current;
}

/** Calls a function in wasm that answers with text: JSON, or a refusal. */
export function call(name, ...values) {
  const text = callRaw(name, ...values);
  if (text.charCodeAt(0) === 33) throw new SegdeckError(JSON.parse(text.slice(1)));
  return text;
}

/** Calls a function in wasm. No JavaScript runs inside it, so what is thrown is a trap. */
export function callRaw(name, ...values) {
  try {
    return functions()[name](...values);
  } catch (error) {
    if (error instanceof SegdeckError) throw error;
    throw reset(error);
  }
}

function reset(cause) {
  let restarted = true;
  try {
    renew();
  } catch {
    // There is no memory for another instance now; the next call tries again.
    restarted = false;
  }
  return new SegdeckError({
    kind: "internal",
    code: "instance_reset",
    message:
      "The WebAssembly instance failed and was replaced. " +
      (restarted ? "Call again" : "Free memory and call again") +
      "; what was made before must be made anew.",
    cause,
  });
}

function stale(what) {
  return new SegdeckError({
    kind: "internal",
    code: "instance_reset",
    message: `This ${what} was lost when the WebAssembly instance was replaced. Make a new one.`,
  });
}

const registry = new FinalizationRegistry(({ number, generation }) => {
  if (generation === state.generation) release(number);
});

function release(number) {
  try {
    callRaw("drop", number);
  } catch {
    // A trap while letting go: the instance was replaced, and what it kept is gone with it.
  }
}

/** Something that is kept in wasm. It is let go when it is disposed of, or when nobody has it. */
export class Kept {
  #number;
  #generation;
  #what;

  constructor(number, what) {
    this.#number = number;
    this.#generation = state.generation;
    this.#what = what;
    registry.register(this, { number, generation: this.#generation }, this);
  }

  /** Its number in the instance of now. */
  get number() {
    if (this.#number === undefined) {
      throw new SegdeckError({
        kind: "invalid",
        code: "disposed",
        message: `This ${this.#what} was disposed of. Make a new one.`,
      });
    }
    if (this.#generation !== state.generation) throw stale(this.#what);
    return this.#number;
  }

  /** Forgets it where wasm has let go of it by itself. */
  forget() {
    this.#number = undefined;
    registry.unregister(this);
  }

  dispose() {
    const number = this.#number;
    if (number === undefined) return;
    this.forget();
    if (this.#generation === state.generation) release(number);
  }
}

/** Keeps what a call made that answers with a number. */
export function keep(what, name, ...values) {
  return new Kept(Number(call(name, ...values)), what);
}

/** Gives a class `using`, where the platform has it. */
export function makeDisposable(type) {
  if (typeof Symbol.dispose !== "symbol") return;
  Object.defineProperty(type.prototype, Symbol.dispose, {
    value: type.prototype.dispose,
    configurable: true,
    writable: true,
  });
}
