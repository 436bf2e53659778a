/** The one kind of error that this package throws. */
export class SegdeckError extends Error {
  constructor(members) {
    super(members.message, "cause" in members ? { cause: members.cause } : undefined);
    this.kind = members.kind;
    for (const name of DETAILS) {
      if (members[name] !== undefined) this[name] = members[name];
    }
  }
}

// On the prototype, so that it is no own property of each error.
Object.defineProperty(SegdeckError.prototype, "name", {
  value: "SegdeckError",
  configurable: true,
  writable: true,
});

const DETAILS = [
  "status",
  "code",
  "field",
  "instructionIndex",
  "operationIndex",
  "requestId",
  "retryAfter",
];

/** An error about an argument. */
export function invalid(field, message, code, cause) {
  const members = { kind: "invalid", message: `${field}: ${message}`, field, code };
  if (cause !== undefined) members.cause = cause;
  return new SegdeckError(members);
}
