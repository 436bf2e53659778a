// Segments that several tests use.

export function segment(fields = {}) {
  return {
    key: "beta",
    name: "Beta",
    tags: ["a", "b"],
    creationDate: 1_704_302_060_324,
    lastModifiedDate: 1_704_302_081_521,
    version: 3,
    deleted: false,
    generation: 1,
    included: ["ada", "grace", "linus"],
    excluded: [],
    includedContexts: [{ contextKind: "org", values: ["acme", "globex"] }],
    excludedContexts: [],
    rules: [rule(0), rule(1), rule(2)],
    _links: {},
    ...fields,
  };
}

export function rule(number) {
  return {
    _id: `rule-${number}`,
    description: `Rule ${number}`,
    clauses: [
      {
        _id: `clause-${number}`,
        contextKind: "user",
        attribute: "email",
        op: "endsWith",
        values: [`@${number}.example`, `@also-${number}.example`],
        negate: false,
      },
    ],
  };
}

/** As large as LaunchDarkly documents: 15,000 targets, 500 rules. */
export function large() {
  return segment({
    included: Array.from({ length: 15_000 }, (_, index) => `user-${index}`),
    rules: Array.from({ length: 500 }, (_, index) => rule(index)),
  });
}

/** One value added, one rule removed, one target removed, and a rename. */
export function largeEdited() {
  const edited = large();
  edited.rules[100].clauses[0].values.push("@new.example");
  edited.rules.splice(250, 1);
  edited.included.splice(7_000, 1);
  edited.name = "Renamed";
  return edited;
}
