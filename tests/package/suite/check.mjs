// The little that the suite needs to judge, in Node.js and in browsers alike.

export function equal(found, expected, what = "") {
  const [left, right] = [ordered(found), ordered(expected)];
  if (left !== right) throw new Error(`${what}\n  found    ${left}\n  expected ${right}`);
}

export function ok(value, what) {
  if (!value) throw new Error(what);
}

/** The error that something throws; its members must be these. */
export function refused(action, members) {
  let result;
  try {
    result = action();
  } catch (error) {
    return judged(error, members);
  }
  throw new Error(`nothing was thrown, but ${ordered(result)} returned`);
}

export async function rejected(promise, members) {
  let result;
  try {
    result = await promise;
  } catch (error) {
    return judged(error, members);
  }
  throw new Error(`it was fulfilled with ${ordered(result)}`);
}

function judged(error, members) {
  const isOurs = error instanceof Error && error.name === "SegdeckError";
  if (!isOurs) throw new Error(`another error was thrown: ${error?.stack ?? error}`);
  for (const [name, expected] of Object.entries(members)) {
    const found = error[name];
    const fits = expected instanceof RegExp ? expected.test(found) : found === expected;
    if (!fits) throw new Error(`${name} is ${found}, not ${expected} (${error.message})`);
  }
  return error;
}

/** JSON with sorted members. */
export function ordered(value) {
  return JSON.stringify(value, (_, member) =>
    member && typeof member === "object" && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
