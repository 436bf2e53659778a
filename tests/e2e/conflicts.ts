// What two people may change at once, and how a conflict is settled in the review.
import type { Locator, Page } from "@playwright/test";
import { expect } from "./fixtures.ts";
import {
  type Operation,
  pendingBar,
  pressSave,
  reviewDialog,
  ruleOf,
  saveButton,
  showTab,
} from "./segment.ts";

/** Edits the draft as somebody does who writes a patch. */
export async function edit(page: Page, patch: Operation[]) {
  await showTab(page, "JSON");
  await page.getByRole("textbox", { name: "JSON Patch" }).fill(JSON.stringify(patch));
  await page.getByRole("button", { name: "Apply to draft" }).click();
  await expect(pendingBar(page)).toBeVisible();
}

export const rebase = (dialog: Locator) => dialog.getByRole("button", { name: /^Rebase onto v\d+/ });
export const decision = (dialog: Locator, name: string | RegExp) => dialog.getByRole("group", { name });
export const choose = (dialog: Locator, name: string | RegExp, side: string | RegExp) =>
  decision(dialog, name).getByRole("radio", { name: side }).check();
export const section = (dialog: Locator, name: string) => dialog.getByRole("region", { name });

/** Puts the draft on top of theirs, looks at the whole change once more and saves it. */
export async function rebaseAndSave(page: Page) {
  const dialog = reviewDialog(page);
  await rebase(dialog).click();
  await expect(saveButton(dialog)).toBeVisible();
  await pressSave(dialog);
  await expect(dialog).toBeHidden();
  await expect(pendingBar(page)).toBeHidden();
}

export const THREE = ["DE", "FR", "IT"].map((value, index) => ({
  op: "add" as const,
  path: "/rules/-",
  value: ruleOf("country", [value], ["One", "Two", "Three"][index]),
}));

/** A rule of three clauses. */
const CLAUSES: Operation = {
  op: "add",
  path: "/rules/-",
  value: {
    description: "Three ways",
    clauses: [
      ...ruleOf("country", ["DE"]).clauses,
      ...ruleOf("plan", ["pro"]).clauses,
      ...ruleOf("email", ["x"]).clauses,
    ],
  },
};

/** What a segment says, without what only the server decides. */
export interface Said {
  name: string;
  description?: string;
  included: string[];
  excluded: string[];
  rules: { description?: string; weight?: number; clauses: { op: string; values: unknown[] }[] }[];
}

export interface Case {
  what: string;
  base: Operation[];
  theirs: Operation[];
  mine: Operation[];
  /** What the conflict is called. */
  conflict: string | RegExp;
  /** What the three sides say. */
  sides: [base: string, theirs: string, mine: string];
  /** What the saved segment must say, by what was chosen. */
  pick: (saved: Said) => unknown;
  theirsGives: unknown;
  mineGives: unknown;
  bothGives?: unknown;
}

export const names = (saved: Said) => saved.rules.map((rule) => rule.description);

export const CASES: Case[] = [
  {
    what: "the name",
    base: [],
    theirs: [{ op: "replace", path: "/name", value: "Theirs" }],
    mine: [{ op: "replace", path: "/name", value: "Mine" }],
    conflict: "Name",
    sides: ["Met", "Theirs", "Mine"],
    pick: (saved) => saved.name,
    theirsGives: "Theirs",
    mineGives: "Mine",
  },
  {
    what: "the description",
    base: [],
    theirs: [{ op: "add", path: "/description", value: "From them" }],
    mine: [{ op: "add", path: "/description", value: "From me" }],
    conflict: "Description",
    sides: ["none", "From them", "From me"],
    pick: (saved) => saved.description,
    theirsGives: "From them",
    mineGives: "From me",
  },
  {
    what: "a rule that both edited",
    base: THREE,
    theirs: [{ op: "replace", path: "/rules/1/description", value: "Second" }],
    mine: [{ op: "replace", path: "/rules/1/description", value: "Zwei" }],
    conflict: "Rule 2 Second description",
    sides: ["Two", "Second", "Zwei"],
    pick: names,
    theirsGives: ["One", "Second", "Three"],
    mineGives: ["One", "Zwei", "Three"],
  },
  {
    what: "a percentage",
    base: THREE,
    theirs: [{ op: "add", path: "/rules/0/weight", value: 10_000 }],
    mine: [{ op: "add", path: "/rules/0/weight", value: 25_000 }],
    conflict: "Rule 1 One percentage",
    sides: ["everyone who matches", "10% of those who match", "25% of those who match"],
    pick: (saved) => saved.rules[0]?.weight,
    theirsGives: 10_000,
    mineGives: 25_000,
  },
  {
    what: "a rule that they deleted and I edited",
    base: THREE,
    theirs: [{ op: "remove", path: "/rules/0" }],
    mine: [{ op: "replace", path: "/rules/0/description", value: "Uno" }],
    conflict: "Rule 1 Uno",
    sides: ["One: user.country is one of DE", "not there", "Uno: user.country is one of DE"],
    pick: names,
    theirsGives: ["Two", "Three"],
    mineGives: ["Uno", "Two", "Three"],
  },
  {
    what: "a rule that they edited and I deleted",
    base: THREE,
    theirs: [{ op: "replace", path: "/rules/0/description", value: "Uno" }],
    mine: [{ op: "remove", path: "/rules/0" }],
    conflict: "Rule 1 Uno",
    sides: ["One: user.country is one of DE", "Uno: user.country is one of DE", "not there"],
    pick: names,
    theirsGives: ["Uno", "Two", "Three"],
    mineGives: ["Two", "Three"],
  },
  {
    what: "the order of the rules",
    base: THREE,
    theirs: [{ op: "move", from: "/rules/0", path: "/rules/1" }],
    mine: [{ op: "move", from: "/rules/2", path: "/rules/1" }],
    conflict: "Order of the rules",
    sides: ["OneTwoThree", "TwoOneThree", "OneThreeTwo"],
    pick: names,
    theirsGives: ["Two", "One", "Three"],
    mineGives: ["One", "Three", "Two"],
  },
  {
    what: "the operator of a clause and its values",
    base: [THREE[0]!],
    theirs: [{ op: "replace", path: "/rules/0/clauses/0/op", value: "startsWith" }],
    mine: [{ op: "add", path: "/rules/0/clauses/0/values/-", value: "AT" }],
    conflict: "Rule 1 One clause 1",
    sides: ["user.country is one of DE", "user.country starts with DE", "is one of DE, AT"],
    pick: (saved) => saved.rules[0]?.clauses.map(({ op, values }) => [op, ...values]),
    theirsGives: [["startsWith", "DE"]],
    mineGives: [["in", "DE", "AT"]],
    bothGives: [
      ["startsWith", "DE"],
      ["in", "DE", "AT"],
    ],
  },
  {
    what: "a clause that they deleted and I edited",
    base: [CLAUSES],
    theirs: [{ op: "remove", path: "/rules/0/clauses/1" }],
    mine: [{ op: "add", path: "/rules/0/clauses/1/values/-", value: "team" }],
    conflict: "Rule 1 Three ways clause 2",
    sides: ["user.plan is one of pro", "not there", "user.plan is one of pro, team"],
    pick: (saved) => saved.rules[0]?.clauses.map(({ values }) => values),
    theirsGives: [["DE"], ["x"]],
    mineGives: [["DE"], ["pro", "team"], ["x"]],
  },
  {
    what: "the order of the clauses",
    base: [CLAUSES],
    theirs: [{ op: "move", from: "/rules/0/clauses/0", path: "/rules/0/clauses/1" }],
    mine: [{ op: "move", from: "/rules/0/clauses/2", path: "/rules/0/clauses/1" }],
    conflict: "Rule 1 Three ways order of the clauses",
    sides: [
      "user.country is one of DEuser.plan is one of prouser.email is one of x",
      "user.plan is one of prouser.country is one of DEuser.email is one of x",
      "user.country is one of DEuser.email is one of xuser.plan is one of pro",
    ],
    pick: (saved) => saved.rules[0]?.clauses.map(({ values }) => values),
    theirsGives: [["pro"], ["DE"], ["x"]],
    mineGives: [["DE"], ["x"], ["pro"]],
  },
  {
    what: "a target that both moved",
    base: [{ op: "add", path: "/included", value: ["anna", "bob"] }],
    theirs: [{ op: "replace", path: "/included", value: ["anna"] }],
    mine: [
      { op: "replace", path: "/included", value: ["anna"] },
      { op: "replace", path: "/excluded", value: ["bob"] },
    ],
    conflict: "bob user",
    sides: ["included", "on neither list", "excluded"],
    pick: (saved) => [saved.included, saved.excluded],
    theirsGives: [["anna"], []],
    mineGives: [["anna"], ["bob"]],
  },
];
